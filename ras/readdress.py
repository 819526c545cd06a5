"""`ras readdress`: give one device on a line another station number or another baud rate.

It refuses to write before the person has seen the bytes and said yes.
"""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from farm.clock import ScaledLoop, anchor_from_env, run_on
from farm.words import Words
from ras.paper import emit
from ras.person import Person
from ras.refusal import NO, Refused
from ras.wires import is_remote, refused

if TYPE_CHECKING:
    from drivers.commissioning.readdress import Outcome
    from drivers.commissioning.scan_plan import Setting
    from farm.profile import Profile


NewOption = Annotated[
    int | None, typer.Option("--to", min=1, max=247, help="新站号 / its new number")
]
BaudToOption = Annotated[
    int | None, typer.Option("--baud-to", help="改波特率而不改站号 / its new rate instead")
]
BaudOption = Annotated[int | None, typer.Option(help="现在的波特率，不给则按出厂 / its rate now")]
ParityOption = Annotated[
    str | None, typer.Option(help="校验 N、E、O，不给则按出厂 / its parity now")
]


def readdress(
    port: Annotated[str, typer.Argument(metavar="PORT", help="串口路径或 host:port / serial path")],
    profile: Annotated[str, typer.Option(help="型号 / model, yosemitech/y504-a")],
    old: Annotated[int, typer.Option("--from", min=1, max=247, help="现在的站号 / its number now")],
    new: NewOption = None,
    baud_to: BaudToOption = None,
    baud: BaudOption = None,
    parity: ParityOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="不问，只供测试 / for tests only")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """改一台设备的站号或波特率，先核对、先问 / change number or baud rate; proves and asks first.

    例 / example: ras readdress /dev/ttyUSB0 --profile yosemitech/y504-a --from 1 --to 5
    """
    from drivers.port import PortClosed, PortUnavailable

    _asked(port, new, baud_to)
    known, model = _model(profile, "unit" if new is not None else "baud")
    setting, person = _setting(model, baud, parity), Person(agrees=yes)
    _fits(model, old, new, setting.baud, baud_to)
    loop = ScaledLoop(anchor_from_env())
    try:
        work = _work(port, setting, known, model, old, new, baud_to, person, loop)
        outcome = run_on(loop, work)
    except KeyboardInterrupt:
        raise Refused(
            "停下了；若已经写过，用 ras scan 看现在是几号",
            "stopped; if it was written already, ras scan tells the number now",
            NO,
        ) from None
    except (PortUnavailable, PortClosed) as error:
        raise refused(port, error) from error
    if as_json:
        emit({
            "step": outcome.step.value, "wrote": outcome.wrote, "serial": outcome.serial,
            "words": outcome.words.model_dump(),
        })  # fmt: skip
    person.tell(outcome.words)
    raise typer.Exit(0 if outcome.step.value == "done" else NO)


def _asked(port: str, new: int | None, baud_to: int | None) -> None:
    """Refused unless one thing is to be changed, at a wire where that can be done."""
    if (new is None) == (baud_to is None):
        raise Refused("--to 和 --baud-to 给一个，只给一个", "give one of --to and --baud-to")
    if is_remote(port) and baud_to is not None:
        raise Refused(
            "波特率要在本机串口上改：串口服务器的波特率我们改不了",
            "change the rate at a serial port of this machine: a serial server has its own",
        )


def _model(name: str, what: Literal["unit", "baud"]) -> "tuple[list[Profile], Profile]":
    from drivers.profiles import load_profiles

    profiles = load_profiles()
    able = ", ".join(sorted(p.id for p in profiles.values() if getattr(p.commissioning, what)))
    if name not in profiles:
        raise Refused(f"没有型号 {name}；能改的有 {able}", f"no profile {name}; there are {able}")
    if getattr(profiles[name].commissioning, what) is None:
        zh, en = ("改号", "renumber") if what == "unit" else ("改波特率", "change the rate of")
        raise Refused(
            f"{name} 的{zh}方法没有可靠出处，不写：用厂家软件或面板改；能改的有 {able}",
            f"no sourced way to {en} {name}, nothing is written: use the maker's program "
            f"or its keypad; possible for {able}",
            NO,
        )
    return list(profiles.values()), profiles[name]


def _fits(model: "Profile", old: int, new: int | None, baud: int, baud_to: int | None) -> None:
    low, high = model.unit.range
    if old == new:
        raise Refused("新旧站号一样", "both numbers are the same")
    if new is not None and not low <= new <= high:
        raise Refused(f"{model.id} 的站号在 {low} 到 {high}", f"numbers are {low} to {high}")
    if baud_to is None:
        return
    way = model.commissioning.baud
    assert way is not None
    if baud_to not in way.codes:
        rates = ", ".join(map(str, sorted(way.codes)))
        raise Refused(f"{model.id} 的波特率有 {rates}", f"rates of {model.id} are {rates}")
    if baud_to == baud:
        raise Refused("新旧波特率一样", "both rates are the same")


def _setting(model: "Profile", baud: int | None, parity: str | None) -> "Setting":
    from drivers.commissioning.scan_plan import BAUDS, Setting

    serial = model.serial
    if (baud is not None and baud not in BAUDS) or parity not in (None, "N", "E", "O"):
        raise Refused("波特率或校验不对", "no such baud rate or parity")
    if serial is None:
        return Setting(baud or 9600, 8, parity or "N", 1)
    return Setting(baud or serial.baud, serial.data_bits, parity or serial.parity, serial.stop_bits)


async def _work(
    port: str, setting: "Setting", known: "list[Profile]", model: "Profile", old: int,
    new: int | None, baud_to: int | None, person: Person, loop: ScaledLoop,
) -> "Outcome":  # fmt: skip
    from drivers.commissioning.hand_line import HandLine, hand_line
    from drivers.commissioning.readdress import Readdress
    from drivers.commissioning.rebaud import Rebaud
    from drivers.commissioning.scan_plan import row_of
    from drivers.ports import open_port

    kind = "rtu-over-tcp" if is_remote(port) else "rtu"

    def opened(one: "Setting") -> "AbstractAsyncContextManager[HandLine]":
        return hand_line(row_of(port, kind, one), open_port, loop.time)

    person.tell(Words(zh=f"先认 {old} 号是谁 …", en=f"first, who answers as {old} ..."))
    if baud_to is not None:
        return await Rebaud(opened, model, known, person.agree).run(old, setting, baud_to)
    assert new is not None
    async with opened(setting) as line:
        return await Readdress(line, model, known, person.agree, person.tell).run(old, new)
