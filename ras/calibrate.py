"""`ras calibrate`: guide a person through a calibration and write it down.

It refuses to write to a device before the person has agreed, and to work beside a controller that
has the line.
"""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from farm.clock import ScaledLoop, anchor_from_env, run_on
from farm.site import Device, Site
from farm.words import Words
from ras.calibration_book import Api, Book, dashboard_runs, open_journal_book
from ras.calibration_choice import possible, stranger
from ras.calibration_list import listed, ways_of
from ras.calibration_unsent import OpenBook, command, keep_unsent, send
from ras.export_url import token
from ras.paper import emit, say
from ras.person import Person
from ras.refusal import NO, Refused
from ras.sites import open_site
from ras.wires import refused

if TYPE_CHECKING:
    from drivers.calibration.workbench import Outcome
    from farm.profile import Profile

CHECK_EVERY_DAYS = 30
"""Days until a mere comparison is due again; our own rule."""

Pressure = Annotated[
    float | None, typer.Option(min=500, max=1100, help="此刻的站点气压，hPa / pressure now")
]
SiteFile = Annotated[Path, typer.Argument(metavar="SITE.yaml", help="场地文件 / site file")]


ProcedureOption = Annotated[
    str, typer.Option(help="标定方法，如 air；不给则取第一个 / procedure, default: the first")
]
ReferenceOption = Annotated[float | None, typer.Option(help="参考仪器的读数 / reference reading")]
EveryDaysOption = Annotated[
    int | None, typer.Option(min=1, max=1000, help="几天后再做 / days until due")
]
EverythingOption = Annotated[
    bool, typer.Option("--list", help="列出每台设备和到期日 / list devices and due days")
]
LateOption = Annotated[
    bool, typer.Option("--send", help="补记没有写进账的标定 / write down what was kept")
]


def calibrate(
    site: SiteFile,
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="设备 id / device id")] = "",
    procedure: ProcedureOption = "",
    check: Annotated[str, typer.Option(help="只核对这个量，如 oxygen_mg_l / compare only")] = "",
    reference: ReferenceOption = None,
    pressure_hpa: Pressure = None,
    every_days: EveryDaysOption = None,
    who: Annotated[str, typer.Option(help="谁做的（登录名） / who does it, login")] = "",
    data: Annotated[Path, typer.Option("--data", help="数据目录 / data folder")] = Path("var/farm"),
    url: Annotated[str, typer.Option(help="看板地址 / dashboard")] = "http://127.0.0.1:8080",
    wires: Annotated[Path | None, typer.Option(help="总线替换表 / table of wires")] = None,
    everything: EverythingOption = False,
    late: LateOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="不问，只供测试 / for tests only")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """标定一台设备并记账；先停控制进程 / calibrate a device and write it down.

    例 / example: ras calibrate sites/bench.yaml probe --who op01
    """
    loaded, profiles = open_site(site, wires)
    person = Person(agrees=yes)
    if late:
        _late(lambda name: _book(data, url, loaded, name, person, listing=False), data, who)
    if not everything and not device:
        raise Refused("写上设备 id，或用 --list", "name a device, or use --list")
    row = None if everything else _device(loaded, device)
    if row is not None:
        possible(profiles[row.profile], procedure, check)
    if row is not None and not who:
        raise Refused("用 --who 写明谁做的", "say who does it with --who")
    with _book(data, url, loaded, who, person, listing=everything) as book:
        if everything:
            listed(book, loaded, profiles, as_json)
        else:
            assert row is not None
            work = _Work(loaded, row, profiles, person, book, procedure, check, reference,
                         pressure_hpa, every_days, who)  # fmt: skip
            raise typer.Exit(work.done(data, as_json, command(site, data, url)))


def _late(opened: OpenBook, data: Path, who: str) -> NoReturn:
    raise typer.Exit(0 if send(data, who, opened) else NO)


def _book(
    data: Path, url: str, site: Site, who: str, person: Person, *, listing: bool
) -> AbstractContextManager[Book]:
    """Open before anything is touched: a calibration that cannot be written down is not begun."""
    if dashboard_runs(url):
        if listing:
            return nullcontext(Api(url, token(data)))
        api = Api(url, second=person.second)
        asked = Words(zh="看板登录名", en="name at the dashboard")
        name = who or person.secret(asked, hidden=False)
        api.sign_in(name, person.secret(Words(zh="看板密码", en="password"), hidden=True))
        return nullcontext(api)
    return open_journal_book(data, site, who)


def _device(site: Site, name: str) -> Device:
    for row in site.devices:
        if row.id == name:
            return row
    names = ", ".join(row.id for row in site.devices)[:300]
    raise Refused(f"没有设备 {name}，有 {names}", f"no device {name}; there are {names}")


class _Work:
    """One calibration from the first question to the book."""

    def __init__(
        self, site: Site, device: Device, profiles: "dict[str, Profile]", person: Person,
        book: Book, procedure: str, check: str, reference: float | None,
        pressure_hpa: float | None, every_days: int | None, who: str,
    ) -> None:  # fmt: skip
        """Nothing is opened before `done`."""
        self._site, self._device, self._profiles, self._person = site, device, profiles, person
        self._book, self._check, self._reference = book, check, reference
        self._pressure_hpa, self._every_days = pressure_hpa, every_days
        self._bus = next(bus for bus in site.buses if bus.id == device.bus)
        self._profile = profiles[device.profile]
        ways = [row for row in ways_of(self._profile) if row.id == procedure or not procedure]
        self._way = None if check else ways[0]
        self._serial, self._who = "", who

    def done(self, data: Path, as_json: bool, later: str) -> int:
        """Exit code: 0 done or compared, 1 not. `later`: the command that writes it down then."""
        from drivers.calibration.watch import Stopped
        from drivers.port import PortClosed, PortUnavailable

        loop = ScaledLoop(anchor_from_env())
        clock = loop.clock
        try:
            outcome = run_on(loop, self._run(loop))
        except Stopped as stopped:
            self._person.tell(stopped.words)
            return NO
        except KeyboardInterrupt:
            self._person.tell(INTERRUPTED)
            return NO
        except (PortUnavailable, PortClosed) as error:
            raise refused(self._bus.wire, error) from error
        entry = self._entry(outcome, clock.utc_ms())
        self._person.tell(outcome.words)
        self._save(entry, data, later)
        if as_json:
            emit(entry)
        return NO if outcome.result == "FAILED" else 0

    async def _run(self, loop: ScaledLoop) -> "Outcome":
        from drivers.calibration.guided import calibrate as carried_out
        from drivers.calibration.guided import check
        from drivers.calibration.watch import Stopped
        from drivers.calibration.workbench import Workbench
        from drivers.commissioning.hand_line import hand_line
        from drivers.commissioning.recognise import who_answers
        from drivers.ports import open_port

        if self._profile.ascii is not None:
            return await self._text(loop)
        async with hand_line(self._bus, open_port, loop.time) as line:
            unit = self._device.unit
            known = list(self._profiles.values())
            found = await who_answers(line, unit, self._profile, known)
            if found is None or self._profile.id not in found.profiles or found.doubled:
                raise Stopped(*stranger(unit, self._profile.id, found))
            self._serial = found.serial
            bench = Workbench(line, self._profile, unit, self._person, self._place())
            if self._way is None:
                return await check(bench, self._check, self._reference)
            self._person.tell(self._way.title)
            return await carried_out(bench, self._way)

    async def _text(self, loop: ScaledLoop) -> "Outcome":
        from drivers.calibration.guided import calibrate_text, check
        from drivers.calibration.text_bench import text_bench
        from drivers.ports import open_port

        about = self._bus, self._device, self._profile, self._person
        async with text_bench(*about, open_port, loop.time) as bench:
            if self._way is None:
                return await check(bench, self._check, self._reference)
            self._person.tell(self._way.title)
            return await calibrate_text(bench, self._way)

    def _place(self) -> "Any":
        from drivers.calibration.workbench import Place
        from models.oxygen import HPA_PER_ATM, pressure_at_altitude_atm

        site_atm = float(pressure_at_altitude_atm(self._site.altitude_m))
        today = self._pressure_hpa / HPA_PER_ATM if self._pressure_hpa else site_atm
        return Place(site_atm, today)

    def _entry(self, outcome: "Outcome", at_ms: int) -> dict[str, Any]:
        from records.calibrations import drift, figure
        from records.journal.events import Standard

        way, quantity = self._way, self._check or (self._way.point if self._way else "")
        units = self._profile.point_keys()
        standards: list[dict[str, str]] = []
        for one in outcome.standards:
            told = {"reference": figure(one.reference), "before": figure(one.before)}
            standards.append(told if one.after is None else {**told, "after": figure(one.after)})
        last = self._book.last(self._device.id)
        comparable = last is not None and last.get("quantity") == quantity
        before = Standard(**last["standards"][0]) if last is not None and comparable else None
        days = self._every_days or (way.every_days if way else CHECK_EVERY_DAYS)
        due = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(self._site.timezone))
        place = self._place()
        return {
            "event_id": str(uuid4()),
            "happened_ms": at_ms,
            "who": self._who,
            "device": self._device.id,
            "profile": self._profile.id,
            "serial_number": self._serial,
            "procedure": way.id if way else "check",
            "quantity": quantity,
            "unit": units.get(quantity, ""),
            "standards": standards,
            "coefficients": [
                {"name": name, "before": figure(old, 6), "after": figure(new, 6)}
                for name, old, new in outcome.coefficients
            ],
            "drift": drift(standards[0]["before"], standards[0]["reference"], before),
            "temperature_c": None
            if outcome.temperature_c is None
            else figure(outcome.temperature_c, 2),
            "pressure_hpa": figure(place.today_atm * 1013.25, 1),
            "due_on": (due.date() + timedelta(days=days)).isoformat(),
            "result": outcome.result,
            "remark": outcome.words.zh[:200],
        }

    def _save(self, entry: dict[str, Any], data: Path, later: str) -> None:
        try:
            self._book.save(entry)
        except Refused as why:
            path = keep_unsent(data, entry)
            raise Refused(
                f"{why.words.zh}；记录留在 {path}，以后补记：{later}",
                f"{why.words.en}; kept in {path}, write it down later: {later}",
                NO,
            ) from why
        verified = self._way is not None and bool(self._way.interval_source)
        unsure = "" if verified else "（期限未核实）"
        unsure_en = "" if verified else " (interval unverified)"
        say(
            f"已记账，下次 {entry['due_on']}{unsure}"
            f" | written down; due again {entry['due_on']}{unsure_en}"
        )


INTERRUPTED = Words(
    zh="停下了，没有记账。写过的会在停下时核对；不放心就再标定一次",
    en="stopped, nothing written down. If unsure, calibrate again",
)
