"""Can every write of a profile be encoded and be seen to have happened; does a start make sense?

It refuses to know reads, frames and sites.
"""

from collections.abc import Iterator

from drivers.decode import encoded, width
from drivers.profile_checks.layout import Found, address_fits, found
from farm.document import Path
from farm.profile import Profile, Start, Swap, Write

TOLERANCE_MOST = 0.05
"""Of a write's range: a wider read-back would confirm another value. Our own rule."""


def wrong_writes(profile: Profile) -> Iterator[Found]:
    """Everything wrong with what may be written, as place, what is wrong, what to do."""
    for index, write in enumerate(profile.writes):
        yield from _write(profile, write, ("writes", index))
        yield from _verify(profile, write, ("writes", index, "verify"))
    if profile.start is not None:
        yield from _start(profile.start)
    yield from _left_alone(profile)


_KINDS_OF_FUNCTION: dict[int, tuple[str, ...]] = {
    5: ("bit", "uint16"),
    15: ("bit",),
    6: ("uint16", "int16"),
    16: ("uint16", "int16", "uint32", "int32", "uint64", "int64", "float32"),
}
"""What one write request of each function can carry (Modbus application protocol 6.5 to 6.12)."""


def _write(profile: Profile, write: Write, at: Path) -> Iterator[Found]:
    if write.type not in _KINDS_OF_FUNCTION[write.fc]:
        kinds = ", ".join(_KINDS_OF_FUNCTION[write.fc])
        yield found(
            (*at, "type"),
            f"功能码 {write.fc} 不能写 {write.type}",
            f"function {write.fc} cannot write {write.type}",
            f"可用：{kinds}",
            f"use {kinds}",
        )
        return
    size = (write.count - 1) * write.step + width(write.type)
    yield from address_fits(profile, write.address, size, (*at, "address"))
    if write.count > 1 and write.step < width(write.type):
        yield found(
            (*at, "step"),
            f"步长 {write.step} 小于一个值的长度",
            f"step {write.step} is shorter than one value",
            f"至少 {width(write.type)}",
            f"at least {width(write.type)}",
        )
    if write.low > write.high:
        yield found(
            (*at, "low"),
            f"{write.key}：下限高于上限",
            f"{write.key}: low is above high",
            "对调",
            "exchange them",
        )
    elif any(not _fits(write, value) for value in (write.low, write.high)):
        yield found(
            (*at, "high"),
            f"上下限 {write.low:g}–{write.high:g} 换算后放不进 {write.type}",
            f"the limits {write.low:g} to {write.high:g} do not fit {write.type}",
            "检查 scale、add、low、high",
            "check scale, add, low and high",
        )


def _fits(write: Write, value: float) -> bool:
    try:
        words = encoded((value - write.add) / write.scale, write.type, Swap.NONE)
    except (ValueError, OverflowError):
        return False
    return write.type != "bit" or words[0] in (0, 1)


def _verify(profile: Profile, write: Write, at: Path) -> Iterator[Found]:
    """A pulse is read back as 0 or 1, whatever its own unit."""
    units = {point.key: point.unit for read in profile.reads for point in read.points}
    unit, wanted = units.get(write.verify.point), "" if write.pulse else write.unit
    if unit is not None and unit != wanted:
        yield found(
            (*at, "point"),
            f"{write.verify.point} 的单位是 {unit or '无'}，写入的是 {wanted or '无'}",
            f"{write.verify.point} has unit {unit or '(none)'}, the write {wanted or '(none)'}",
            "写同一个量的回读点",
            "name the point that reads the same thing back",
        )
    most = TOLERANCE_MOST * (write.high - write.low)
    if not 0 <= write.verify.tolerance <= max(most, 0.0):
        yield found(
            (*at, "tolerance"),
            f"允差 {write.verify.tolerance:g} 太大，别的值也会被当作写成",
            f"tolerance {write.verify.tolerance:g} is so wide that another value would pass",
            f"写 0 到 {most:g}（上下限之差的 5 %）",
            f"use 0 to {most:g} (5 % of the range)",
        )


def _start(start: Start) -> Iterator[Found]:
    if not start.running:
        yield found(
            ("start", "running"),
            "没有一个状态算运行",
            "no state counts as running",
            "写出正转运行的状态",
            "name the states in which it runs forward",
        )
    lists = {name: set(getattr(start, name)) for name in ("running", "stopped", "faulted", "ready")}
    led = {state for step in start.steps for state in step.when}
    apart = [
        ("running", lists["running"], "stopped", lists["stopped"]),
        ("running", lists["running"], "faulted", lists["faulted"]),
        ("stopped", lists["stopped"], "faulted", lists["faulted"]),
        ("ready", lists["ready"], "running", lists["running"]),
        ("ready", lists["ready"], "faulted", lists["faulted"]),
        ("steps", led, "running", lists["running"]),
        ("steps", led, "faulted", lists["faulted"]),
    ]
    for one, mine, other, theirs in apart:
        if both := sorted(mine & theirs):
            yield found(
                ("start", one),
                f"{both} 既在 {one} 又在 {other}",
                f"{both} stands in {one} and in {other}",
                "一个状态只属一类；故障不由软件复位",
                "a state is one or the other; a fault is never reset from here",
            )
    words = {start.run, *(step.write for step in start.steps if step.write != start.stop)}
    if start.stop in words:
        yield found(
            ("start", "stop"),
            "停止字与运行字相同",
            "the word that stops is the word that runs",
            "对照手册改正",
            "correct it after the manual",
        )


def _left_alone(profile: Profile) -> Iterator[Found]:
    """What a drive does when nobody talks to it decides whether it may be driven by the laws."""
    if profile.start is not None and not any(row.comm_loss for row in profile.settings):
        yield found(
            ("settings",),
            "没有一项设定标明通信中断后怎么办",
            "no setting is marked as deciding what happens at a loss of communication",
            "加上该参数并写 comm_loss: true",
            "add the parameter with comm_loss: true",
        )
    for index, row in enumerate(profile.settings):
        if row.key.startswith("comm_loss") and not row.comm_loss:
            yield found(
                ("settings", index, "comm_loss"),
                f"{row.key} 没有标 comm_loss",
                f"{row.key} is not marked comm_loss",
                "写 comm_loss: true",
                "write comm_loss: true",
            )
