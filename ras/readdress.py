"""`ras readdress`: give one device on a line another station number.

It refuses to write before the person has seen the bytes and said yes.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from farm.clock import ScaledLoop, anchor_from_env, run_on
from farm.words import Words
from ras.paper import emit
from ras.person import Person
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from drivers.readdress import Outcome
    from drivers.scan_plan import Setting
    from farm.profile import Profile


def readdress(
    port: Annotated[str, typer.Argument(metavar="PORT", help="串口路径或 host:port")],
    profile: Annotated[str, typer.Option(help="型号，如 yosemitech/y504-a")],
    old: Annotated[int, typer.Option("--from", min=1, max=247, help="现在的站号")],
    new: Annotated[int, typer.Option("--to", min=1, max=247, help="新站号")],
    baud: Annotated[int | None, typer.Option(help="波特率，不给则按出厂设置")] = None,
    parity: Annotated[str | None, typer.Option(help="校验 N、E、O，不给则按出厂设置")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不问，只供测试")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读")] = False,
) -> None:
    """改一台设备的站号，先核对、先问 / change a station number; proves and asks first.

    例 / example: ras readdress /dev/ttyUSB0 --profile yosemitech/y504-a --from 1 --to 5
    """
    from drivers.port import PortClosed, PortUnavailable

    known, model = _model(profile)
    _fits(model, old, new)
    setting, person = _setting(model, baud, parity), Person(agrees=yes)
    loop = ScaledLoop(anchor_from_env())
    try:
        outcome = run_on(loop, _work(port, setting, known, model, old, new, person, loop))
    except KeyboardInterrupt:
        raise Refused(
            "停下了；若已经写过，用 ras scan 看现在是几号",
            "stopped; if it was written already, ras scan tells the number now",
            NO,
        ) from None
    except (PortUnavailable, PortClosed) as error:
        raise Refused(
            f"打不开 {error}；若控制进程正在用它，先停掉",
            f"cannot use {error}; if the controller has it, stop that first",
        ) from error
    if as_json:
        emit({
            "step": outcome.step.value, "wrote": outcome.wrote, "serial": outcome.serial,
            "words": outcome.words.model_dump(),
        })  # fmt: skip
    person.tell(outcome.words)
    raise typer.Exit(0 if outcome.step.value == "done" else NO)


def _model(name: str) -> "tuple[list[Profile], Profile]":
    from drivers.profiles import load_profiles

    profiles = load_profiles()
    if name not in profiles:
        able = ", ".join(sorted(p.id for p in profiles.values() if p.commissioning.unit))
        raise Refused(
            f"没有型号 {name}；能改站号的有 {able}", f"no profile {name}; there are {able}"
        )
    if profiles[name].commissioning.unit is None:
        raise Refused(
            f"{name} 的改号方法没有可靠出处，不写：用厂家软件或面板改",
            f"no sourced way to renumber {name}, nothing is written: use the maker's program "
            "or its keypad",
            NO,
        )
    return list(profiles.values()), profiles[name]


def _fits(model: "Profile", old: int, new: int) -> None:
    low, high = model.unit.range
    if old == new:
        raise Refused("新旧站号一样", "both numbers are the same")
    if not low <= new <= high:
        raise Refused(f"{model.id} 的站号在 {low} 到 {high}", f"numbers are {low} to {high}")


def _setting(model: "Profile", baud: int | None, parity: str | None) -> "Setting":
    from drivers.scan_plan import BAUDS, Setting

    serial = model.serial
    if (baud is not None and baud not in BAUDS) or parity not in (None, "N", "E", "O"):
        raise Refused("波特率或校验不对", "no such baud rate or parity")
    if serial is None:
        return Setting(baud or 9600, 8, parity or "N", 1)
    return Setting(baud or serial.baud, serial.data_bits, parity or serial.parity, serial.stop_bits)


async def _work(
    port: str, setting: "Setting", known: "list[Profile]", model: "Profile", old: int, new: int,
    person: Person, loop: ScaledLoop,
) -> "Outcome":  # fmt: skip
    from drivers.hand_line import hand_line
    from drivers.ports import open_port
    from drivers.readdress import Readdress
    from drivers.scan_plan import row_of

    kind = "rtu-over-tcp" if ":" in port and not port.startswith("/") else "rtu"
    async with hand_line(row_of(port, kind, setting), open_port, loop.time) as line:
        person.tell(Words(zh=f"先认 {old} 号是谁 …", en=f"first, who answers as {old} ..."))
        return await Readdress(line, model, known, person.agree, person.tell).run(old, new)
