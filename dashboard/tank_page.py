"""One tank as its page shows it: every value with age and limits, every actuator with its why.

It refuses to know HTTP and to compute any value.
"""

from collections.abc import Iterable

from dashboard.api_live import CheckNow, OutputNow, TankPage, ValueNow
from dashboard.api_live import TankBook as TankBookShape
from dashboard.api_models import Band
from dashboard.book_view import BookView, TankBook
from dashboard.farm_info import normal_bands
from dashboard.live import live_tag
from dashboard.overview import Glance
from dashboard.present import Present
from farm.floors import floor
from farm.quantity import CLEANED, QUANTITIES, Kind
from farm.site import Site, Tank
from farm.tag import quantity_of

_FROM_SYSTEM = ("flow", "ph", "co2", "oxygen_pressure")
"""Water the tank shares with its system, shown on its page."""
_SYSTEM_OUTPUTS = ("pump_1", "pump_2", "cone_valve")
_NO_BAND = Band(low=None, high=None)


class TankDesk:
    """Arranges the page of a tank."""

    def __init__(self, site: Site, present: Present, glance: Glance, tags: frozenset[str]) -> None:
        """`tags`: of the site; only what is fitted is shown."""
        self._site, self._present, self._glance, self._tags = site, present, glance, tags
        self._bands = normal_bands(site.limits)
        self._rules = {rule.quantity: rule for rule in site.outputs}

    def page(self, tank: Tank, book: BookView) -> TankPage:
        """Answer of GET /api/v1/tanks/{id}."""
        ids = [other.id for other in self._site.tanks()]
        at = ids.index(tank.id)
        system = self._site.system_of(tank.id).id
        alarms = self._present.link.last.sorted_alarms()
        return TankPage(
            tile=self._glance.tile(tank, book),
            values=tuple(self._values(tank.id, system)),
            outputs=tuple(self._outputs(tank.id, system)),
            checks=tuple(self._checks(tank.id, system)),
            alarms=tuple(alarm for alarm in alarms if alarm.place == tank.id),
            book=_book(tank, book.tank(tank.id)),
            previous=ids[at - 1] if at > 0 else None,
            next=ids[at + 1] if at + 1 < len(ids) else None,
        )

    def _values(self, tank: str, system: str) -> Iterable[ValueNow]:
        own = [row.key for row in QUANTITIES.values() if row.kind is not Kind.OUTPUT]
        names = [f"{tank}.{key}" for key in own] + [f"{system}.{key}" for key in _FROM_SYSTEM]
        return (self._value(name) for name in names if name in self._tags)

    def _value(self, name: str) -> ValueNow:
        tag, quantity = self._present.tag(name), quantity_of(name)
        shown = live_tag(tag)
        return ValueNow(
            tag=name,
            quantity=quantity.key,
            value=shown.value,
            unit=quantity.unit,
            status=tag.status,
            ne107=shown.ne107,
            at_ms=tag.at_ms or None,
            age_s=self._present.age_s(tag),
            reason=tag.reason,
            target=self._target(quantity.key),
            normal=self._bands.get(quantity.key, _NO_BAND),
        )

    def _checks(self, tank: str, system: str) -> Iterable[CheckNow]:
        """What stands in this tank's water, then what its system shares."""
        known, now_ms = self._present.link.last.checks, self._present.link.controller_ms()
        for name in (f"{place}.{key}" for place in (tank, system) for key in sorted(CLEANED)):
            if name not in self._tags:
                continue
            held = known.get(name)
            yield CheckNow(
                tag=name,
                quantity=quantity_of(name).key,
                by=held.actor if held else "",
                minutes_left=round(max(held.until_ms - now_ms, 0) / 60_000, 1) if held else None,
            )

    def _target(self, quantity: str) -> float | None:
        control = self._site.control
        if quantity == "oxygen":
            return control.oxygen.target_mg_l
        if quantity == "flow" and control.circulation is not None:
            return control.circulation.target_m3_h
        return None

    def _outputs(self, tank: str, system: str) -> Iterable[OutputNow]:
        own = [row.key for row in QUANTITIES.values() if row.kind is Kind.OUTPUT]
        names = [f"{tank}.{key}" for key in own] + [f"{system}.{key}" for key in _SYSTEM_OUTPUTS]
        for name in names:
            state, quantity = self._present.output(name), quantity_of(name)
            if state is None:
                continue
            rule, least = self._rules.get(quantity.key), floor(self._site, name)
            yield OutputNow(
                tag=name,
                quantity=quantity.key,
                unit=quantity.unit,
                state=state,
                minutes_left=self._present.minutes_left(state),
                low=rule.low if rule else quantity.low,
                high=rule.high if rule else quantity.high,
                life_support=quantity.life_support,
                off_needs_second=least is not None,
                second_below=least,
            )


def _book(tank: Tank, fish: TankBook) -> TankBookShape:
    return TankBookShape(
        batches=fish.batches,
        heads=fish.heads,
        biomass_kg=round(fish.mass_g / 1000, 3),
        mean_weight_g=round(fish.mean_weight_g, 1),
        density_kg_m3=round(fish.mass_g / 1000 / tank.volume_m3, 2),
        ration_kg_d=fish.ration_kg_d,
        fed_today_kg=round(fish.fed_today_g / 1000, 3),
        dead_today=fish.dead_today,
        dead_7_days=fish.dead_7_days,
        dead_30_days=fish.dead_30_days,
        stocked_on=fish.stocked_on.isoformat() if fish.stocked_on else "",
    )
