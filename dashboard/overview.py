"""The farm at a glance: 72 tiles, the worst first, the water of each system, power and oxygen.

It refuses to know HTTP; it arranges what `present`, `recent` and the books say.
"""

from collections.abc import Iterable

from dashboard.api_live import Overview, SystemNow, Tile
from dashboard.book_view import BookView
from dashboard.present import Present
from dashboard.recent import FALLING_MG_L_MIN, Recent
from farm.alarm import Alarm, AlarmState
from farm.site import Site, Tank
from farm.tag import FARM, place_of

_UNSEEN = (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)
_STANDING = (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED)


COUNTDOWN_MIN = 60.0
"""A fall that would reach 4 mg/L later than this is not shown as a countdown, min."""


class Glance:
    """Arranges the overview and the tiles."""

    def __init__(self, site: Site, present: Present, recent: Recent) -> None:
        """Keep where the values come from."""
        self._site, self._present, self._recent = site, present, recent

    def tile(self, tank: Tank, book: BookView) -> Tile:
        """One tank."""
        now, fish = self._present, book.tank(tank.id)
        oxygen = now.tag(f"{tank.id}.oxygen")
        trend = self._recent.trend_mg_l_min(tank.id) if now.link.live else None
        alarms = self._alarms(tank.id)
        standing = [alarm.priority for alarm in alarms if alarm.state in _STANDING]
        minutes = [left for left in self._left_by_hand(tank.id) if left is not None]
        feeder = now.output(f"{tank.id}.feeder")
        countdown = now.value(f"{tank.id}.minutes_to_4")
        falling = _is_countdown(trend, countdown)
        return Tile(
            id=tank.id,
            system=self._site.system_of(tank.id).id,
            oxygen_mg_l=oxygen.value,
            status=oxygen.status,
            oxygen_at_ms=oxygen.at_ms or None,
            minutes_to_4=countdown if falling else now.value(f"{tank.id}.reserve"),
            falling=falling,
            trend_mg_l_min=None if trend is None else round(trend, 3),
            priority=min(standing, default=None),
            unacknowledged=any(alarm.state in _UNSEEN for alarm in alarms),
            manual_minutes=min(minutes, default=None),
            feeding_stopped=feeder is not None and feeder.rank == "interlock",
            stage=tank.stage if fish.heads else "empty",
            batch=" ".join(fish.batches),
            heads=fish.heads,
            biomass_kg=round(fish.mass_g / 1000, 1),
            density_kg_m3=round(fish.mass_g / 1000 / tank.volume_m3, 1),
        )

    def _alarms(self, place: str) -> list[Alarm]:
        return [alarm for alarm in self._present.link.last.alarms.values() if alarm.place == place]

    def _left_by_hand(self, tank: str) -> Iterable[float | None]:
        for name, output in self._present.link.last.outputs.items():
            if place_of(name) == tank:
                yield self._present.minutes_left(output)

    def overview(self, book: BookView) -> Overview:
        """Answer of GET /api/v1/overview."""
        now, link = self._present, self._present.link
        tiles = tuple(self.tile(tank, book) for tank in self._site.tanks())
        alarms = link.last.alarms.values()
        standing = [alarm for alarm in alarms if alarm.state in _STANDING]
        return Overview(
            at_ms=now.at_ms,
            controller="live" if link.live else "away",
            age_s=None if link.age_s is None else round(link.age_s, 1),
            tiles=tiles,
            worst=worst_first(tiles),
            systems=tuple(self._system(system.id) for system in self._site.systems),
            alarm_counts={
                "1": sum(alarm.priority == 1 for alarm in standing),
                "2": sum(alarm.priority == 2 for alarm in standing),
                "3": sum(alarm.priority == 3 for alarm in standing),
                "4": sum(alarm.priority == 4 for alarm in standing),
            },
            unacknowledged=sum(alarm.state in _UNSEEN for alarm in alarms),
            power_kw=now.value(f"{FARM}.power_main"),
            mains_ok=now.switch(f"{FARM}.mains_ok"),
            genset_running=now.switch(f"{FARM}.genset_running"),
            genset_fuel_percent=now.value(f"{FARM}.genset_fuel"),
            ups_percent=now.value(f"{FARM}.ups_charge"),
            lox_t=now.value(f"{FARM}.lox_level"),
            fed_today_kg=round(sum(fish.fed_today_g for fish in book.tanks.values()) / 1000, 1),
            ration_today_kg=round(sum(fish.ration_kg_d for fish in book.tanks.values()), 1),
        )

    def _system(self, system: str) -> SystemNow:
        now = self._present
        temperatures = [
            value
            for tank in next(s for s in self._site.systems if s.id == system).tanks
            if (value := now.value(f"{tank.id}.temperature")) is not None
        ]
        mean_c = round(sum(temperatures) / len(temperatures), 2) if temperatures else None
        return SystemNow(
            id=system,
            flow_m3_h=now.value(f"{system}.flow"),
            temperature_c=mean_c,
            ph=now.value(f"{system}.ph"),
            co2_mg_l=now.value(f"{system}.co2"),
        )


def _is_countdown(trend_mg_l_min: float | None, minutes: float | None) -> bool:
    """A real fall that would end within the hour; slower ones are the day's breathing."""
    falls = trend_mg_l_min is not None and trend_mg_l_min <= FALLING_MG_L_MIN
    return falls and minutes is not None and minutes <= COUNTDOWN_MIN


def worst_first(tiles: Iterable[Tile]) -> tuple[str, ...]:
    """Ids of tanks with fish: countdowns first, then the least reserve, the unknown between."""

    def rank(tile: Tile) -> tuple[int, float, str]:
        if tile.minutes_to_4 is None:
            return (1, 0.0, tile.id)
        return (0 if tile.falling else 2, tile.minutes_to_4, tile.id)

    return tuple(tile.id for tile in sorted(tiles, key=rank) if tile.stage != "empty")
