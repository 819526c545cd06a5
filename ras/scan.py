"""`ras scan`: who hangs on this line? Finds stations, names them, prints lines for a site file.

It refuses to write to any device and to ask two masters' questions on one line: the port is locked.
"""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from farm.clock import ScaledLoop, anchor_from_env, run_on
from farm.words import Words
from ras.paper import emit, say, table
from ras.person import Person
from ras.refusal import NO, Refused
from ras.wires import is_remote, refused, unusable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.commissioning.recognise import Found
    from drivers.commissioning.scan import Scan
    from drivers.commissioning.scan_plan import Round
    from farm.profile import Profile

SURE = {
    "identified": "确认 / identified",
    "looks_like": "像，但不能确定 / looks like, not certain",
    "perhaps": "应答，型号认不出，也许是 / answers; model cannot be told, perhaps",
    "unknown": "应答，型号认不出 / answers; model cannot be told",
    "garbled": "听不清 / garbled",
}
SPANS = re.compile(r"^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$")


BaudOption = Annotated[
    list[int] | None, typer.Option(help="只试这些波特率，可多次给 / only these rates")
]
QuickOption = Annotated[
    bool, typer.Option("--quick", help="常见设置和站号 / common ones (default)")
]
FullOption = Annotated[
    bool, typer.Option("--full", help="全部波特率、校验和站号，很久 / all, long")
]


def scan(
    port: Annotated[str, typer.Argument(metavar="PORT", help="串口路径或 host:port / serial path")],
    baud: BaudOption = None,
    units: Annotated[str, typer.Option(help="只问这些站号 / only numbers, 1-20,31")] = "",
    quick: QuickOption = False,
    full: FullOption = False,
    bus: Annotated[str, typer.Option(help="写进场地文件的总线名 / name of the bus")] = "line-1",
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """找出线上的每台设备，只读不写 / find every device on a line, reading only.

    先 Modbus RTU 和文本，没有人应答再试 Modbus ASCII（7E1、7N2、8N1）
    / Modbus RTU and text first; Modbus ASCII (7E1, 7N2, 8N1) when nobody answered.

    例 / example: ras scan /dev/ttyUSB0 --units 1-20
    """
    from drivers.port import PortClosed, PortUnavailable
    from drivers.profiles import load_profiles

    if quick and full:
        raise Refused("--quick 和 --full 只能给一个", "give --quick or --full, not both")
    profiles = list(load_profiles().values())
    kinds, rounds = _plan(port, profiles, baud or [], _numbers(units), full)
    person, loop = Person(), ScaledLoop(anchor_from_env())
    _announce(kinds, rounds)
    work = _scan(port, profiles, person, loop, rounds)
    try:
        run_on(loop, work.run(kinds, lambda kind: rounds[kind]))
    except KeyboardInterrupt:
        person.wipe()
        say("停下了，以下是已经找到的 | stopped; this is what was found so far")
    except (PortUnavailable, PortClosed) as error:
        person.wipe()
        if not work.found:
            raise refused(port, error) from error
        words = unusable(port, error)
        say(f"{words.zh} | {words.en}")
    person.wipe()
    _show(work, port, bus, as_json)
    raise typer.Exit(0 if work.found else NO)


def _plan(
    port: str, profiles: "Sequence[Profile]", bauds: list[int], numbers: tuple[int, ...], full: bool
) -> "tuple[tuple[str, ...], dict[str, list[Round]]]":
    from drivers.commissioning.scan_plan import (
        BAUDS,
        Setting,
        ascii_settings,
        round_of,
        settings_of,
    )

    strange = [rate for rate in bauds if rate not in BAUDS]
    if strange:
        known = ", ".join(map(str, sorted(BAUDS)))
        raise Refused(f"没有波特率 {strange[0]}，有 {known}", f"no rate {strange[0]}; {known}")
    remote = is_remote(port)
    if remote:  # the box sets the rate of its serial side; here it only paces the silences
        one_rate = [Setting((bauds or [9600])[0])]
        settings = {"tcp": one_rate, "rtu-over-tcp": one_rate}
    else:
        settings = {
            "rtu": settings_of(profiles, bauds, full=full),
            "modbus-ascii": ascii_settings(bauds, full=full),
        }
    return tuple(settings), {
        kind: [round_of(profiles, one, kind, numbers, full=full) for one in row]
        for kind, row in settings.items()
    }


def _numbers(text: str) -> tuple[int, ...]:
    if not text:
        return ()
    if not SPANS.fullmatch(text):
        raise Refused(f"看不懂站号 {text}，写成 1-20,31", f"cannot read {text}; write 1-20,31")
    numbers: list[int] = []
    for part in text.split(","):
        low, _, high = part.partition("-")
        numbers += range(int(low), int(high or low) + 1)
    if not numbers or min(numbers) < 1 or max(numbers) > 247:
        raise Refused("站号在 1 到 247 之间", "station numbers are 1 to 247")
    return tuple(dict.fromkeys(numbers))


def _announce(kinds: "Sequence[str]", rounds: "dict[str, list[Round]]") -> None:
    seconds = sum(one.seconds(kind) for kind in kinds for one in rounds[kind])
    every = [one for kind in kinds for one in rounds[kind]]
    asked = max(len(one.numbers) for one in every)
    long = f"{seconds / 60:.0f} 分钟" if seconds >= 120 else f"{seconds:.0f} 秒"
    length = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
    say(
        f"只读不写。{len(every)} 种设置，最多 {asked} 个站号，最长约 {long}，Ctrl-C 可以停"
        f" | reads only. {len(every)} settings, up to {asked} numbers, {length} at most; "
        "Ctrl-C stops"
    )


def _scan(
    port: str,
    profiles: "Sequence[Profile]",
    person: Person,
    loop: ScaledLoop,
    rounds: "dict[str, list[Round]]",
) -> "Scan":
    from drivers.commissioning.scan import Scan
    from drivers.ports import open_port

    order = [id(one) for row in rounds.values() for one in row]

    def told(one: "Round", number: int) -> None:
        place = order.index(id(one)) + 1
        count = len(work.found)
        person.progress(f"{place}/{len(order)}  {one.setting}  #{number}  找到 found: {count}")

    def seen(found: "Found") -> None:
        if found.certainty != "garbled":  # noise may prove to be nobody
            number, name, sure = found.unit or "–", " / ".join(found.profiles[:4]), found.certainty
            person.tell(
                Words(
                    zh=f"找到 {number} 号，{_setting(found)}：{name or '?'}",
                    en=f"found {number}, {_setting(found)}: {name or '?'} ({sure})",
                )
            )

    work = Scan(port, profiles, open_port, loop.time, told, seen)
    return work


def _show(work: "Scan", port: str, bus: str, as_json: bool) -> None:
    if as_json:
        remarks = [words.model_dump() for words in work.remarks]
        rows = [_row(found, port, bus) for found in work.found]
        emit({"complete": work.complete, "found": rows, "remarks": remarks})
        return
    for words in dict.fromkeys(f"{words.zh} | {words.en}" for words in work.remarks):
        say(words)
    if not work.found:
        say(NOBODY)
        return
    heads = ["站号 unit", "设置 setting", "型号 model", "把握 certainty", "序列号 serial"]
    table(port, heads, [_cells(found) for found in work.found])
    for found in work.found:
        if found.doubled:
            say(
                f"有两台设备都应答 {found.unit} 号：拔掉一台再扫"
                f" | two stations answer as {found.unit}: unplug one and scan again"
            )
    typer.echo("\n".join(_lines(work.found, port, bus)))


NOBODY = (
    "没有找到：查电源、A/B 线有没有接反、地线；再试 --full，或给 --baud 和 --units"
    " | nobody found: check power, A and B exchanged, ground; then try --full, or --baud, --units"
)


def _cells(found: "Found") -> list[str]:
    unit = "–" if found.unit is None else str(found.unit)
    name = " / ".join(found.profiles[:4]) or "?"
    return [unit, _setting(found), name, SURE[found.certainty], found.serial]


def _setting(found: "Found") -> str:
    return "TCP" if found.kind == "tcp" else str(found.setting)


def _row(found: "Found", port: str, bus: str) -> dict[str, object]:
    setting = found.setting
    return {
        "unit": found.unit,
        "kind": found.kind,
        "baud": setting.baud,
        "data_bits": setting.data_bits,
        "parity": setting.parity,
        "stop_bits": setting.stop_bits,
        "certainty": found.certainty.value,
        "profiles": list(found.profiles),
        "serial": found.serial,
        "doubled": found.doubled,
        "bus_line": _bus_line(found, port, bus),
        "device_line": _device_line(found, bus),
    }


def _lines(every: "Sequence[Found]", port: str, bus: str) -> list[str]:
    lines: list[str] = []
    settings = list(dict.fromkeys((found.kind, found.setting) for found in every))
    for number, key in enumerate(settings):
        here = [found for found in every if (found.kind, found.setting) == key]
        name = bus if number == 0 else f"{bus}-{number + 1}"
        if number:
            lines.append(
                "# 同一条线上只能有一种设置，先改过来 / one line, one setting: change these first"
            )
        lines += ["buses:", "  " + _bus_line(here[0], port, name), "devices:"]
        lines += ["  " + _device_line(found, name) for found in here]
    return lines


def _bus_line(found: "Found", port: str, bus: str) -> str:
    setting = found.setting
    if found.kind == "tcp":
        return f'- {{id: {bus}, kind: tcp, wire: "{port}"}}'
    shape = f", data_bits: {setting.data_bits}" if setting.data_bits != 8 else ""
    shape += f", parity: {setting.parity}" if setting.parity != "N" else ""
    shape += f", stop_bits: {setting.stop_bits}" if setting.stop_bits != 1 else ""
    return f'- {{id: {bus}, kind: {found.kind}, wire: "{port}", baud: {setting.baud}{shape}}}'


def _device_line(found: "Found", bus: str) -> str:
    if found.certainty in ("unknown", "garbled"):
        return (
            f"# {found.unit} 号应答，型号认不出，查铭牌和 ras profile list"
            f" / unit {found.unit} answers, its model cannot be told: see its plate"
        )
    name = found.profiles[0].partition("/")[2]
    unit = "" if found.unit is None else f", unit: {found.unit}"
    tail = f"-{found.unit}" if found.unit is not None else ""
    line = f"- {{id: {name}{tail}, profile: {found.profiles[0]}, bus: {bus}{unit}}}"
    if found.certainty == "perhaps":
        return f"# {line}  # 也许，核对铭牌 / perhaps, see its plate"
    return line if found.certainty == "identified" else f"{line}  # 核对型号 / check the model"
