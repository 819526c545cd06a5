"""Do the example frames of a profile hold: right check sums, our request, the expected values?

It refuses to know sites and wires. A vendor's frame outranks everything else that is written
about a device: it settles byte order, address base and scale.
"""

import math
from collections.abc import Iterator

from drivers.decode import width
from drivers.frame_forms import like, opened, typed
from drivers.modbus import Answer, Request, check_pdu, crc, read_request
from drivers.modbus import write_request as write_words
from drivers.profile_checks.layout import Found
from drivers.raw_values import values
from drivers.reads import written
from drivers.text.formats import FORMATS, parse, values_of
from drivers.value_request import value_request
from farm.document import Path
from farm.profile import Frame, Point, Profile, Read, expanded
from farm.words import Words, said

NONE = "none"
"""Expected of a point whose answer means "no value"."""
RELATIVE = 1e-6
"""float32 carries seven digits."""


def wrong_frames(profile: Profile) -> Iterator[Found]:
    """Every frame that does not hold; a read without any frame is a mistake as well."""
    for index, frame in enumerate(profile.frames):
        wrong = wrong_frame(profile, frame)
        if wrong:
            yield _found(("frames", index), wrong)
    framed = {frame.read for frame in profile.frames if frame.rx}
    for index, read in enumerate(profile.reads):
        if read.id not in framed:
            yield _found(("reads", index, "id"), f"read {read.id} has no golden frame")
    known = _reads(profile)
    for index, frame in enumerate(profile.frames):
        if frame.read and frame.read not in known:
            yield _found(("frames", index, "read"), f"no read {frame.read}")


def _reads(profile: Profile) -> dict[str, Read]:
    """Whatever a frame may be about: reads, and settings, which are asked alone."""
    return {read.id: read for read in profile.reads} | {
        row.key: Read(
            id=row.key, area=row.area, address=row.address, count=width(row.type),
            points=(Point(key=row.key, offset=0, type=row.type, scale=row.scale, bits=row.bits),),
        )
        for row in profile.settings
    }  # fmt: skip


def wrong_frame(profile: Profile, frame: Frame) -> str:
    """Why one frame does not hold; empty when it does."""
    try:
        tx, rx = typed(frame.tx), typed(frame.rx)
        _sum(frame, tx, rx)
        if profile.ascii is not None:
            _check_text(profile, tx, rx, frame)
        else:
            _check(profile, frame, tx, rx)
    except (ValueError, OverflowError) as error:
        return str(error)
    return ""


def _found(at: Path, text: str) -> Found:
    return (
        at,
        said(f"样例帧不符：{text}", f"example frame does not hold: {text}"),
        Words(zh="对照手册改正帧或点表", en="correct the frame or the map after the manual"),
    )


def _sum(frame: Frame, tx: bytes, rx: bytes) -> None:
    due = crc(tx + rx).hex().upper()
    if frame.sum and frame.sum != due:
        raise ValueError(f"sum should be {due}: a byte differs from what was typed first")


def _check(profile: Profile, frame: Frame, tx: bytes, rx: bytes) -> None:
    ways = profile.transport
    sent, came = (opened(data, ways) if data else None for data in (tx, rx))
    if not frame.read:
        if frame.expect and sent is not None:
            _same(tx, _written(profile, sent[0], frame), "the write request")
        return
    unit = (sent or came or (profile.unit.default, b""))[0]
    row = _reads(profile).get(frame.read)
    if row is None:
        return
    request = read_request(unit, row.area, row.address - profile.address_base, row.count)
    if tx:
        _same(tx, request, "the read request")
    if came is not None:
        _check_answer(profile, row, frame, request, came)


def _check_answer(
    profile: Profile, read: Read, frame: Frame, request: Request, came: tuple[int, bytes]
) -> None:
    verdict = check_pdu(request, *came)
    if not isinstance(verdict, Answer):
        raise ValueError(f"the answer is {verdict}")
    found = values(profile, read, verdict.data)
    for key, expected in frame.expect.items():
        if key not in found:
            raise ValueError(f"{key} is no point of {frame.read}")
        if expected == NONE:
            _no_value(read, key, found[key])
        else:
            _close(key, found[key], expected)


def _no_value(read: Read, key: str, value: float) -> None:
    point = next(p for p in read.points if key in expanded(p.key, p.count))
    low, high = point.valid or (-math.inf, math.inf)
    if (value - point.add) / point.scale not in point.sentinels and low <= value <= high:
        raise ValueError(f"{key} is {value:.9g}, expected none")


def _close(key: str, value: float, expected: float | str) -> None:
    if not math.isclose(value, float(expected), rel_tol=RELATIVE, abs_tol=1e-9):
        raise ValueError(f"{key} is {value:.9g}, expected {expected}")


def _same(theirs: bytes, request: Request, what: str) -> None:
    ours = like(theirs, request)
    if theirs != ours:
        shown = repr(ours.decode()) if ours[:1] == b":" else ours.hex(" ").upper()
        raise ValueError(f"{what} would be {shown}")


def _written(profile: Profile, unit: int, frame: Frame) -> Request:
    (key, value), *_ = frame.expect.items()
    if key not in written(profile):
        raise ValueError(f"{key} cannot be written")
    write, index = written(profile)[key]
    base, start = profile.address_base, profile.start
    if start is not None and start.setpoint == key and float(value) <= 0:
        return write_words(unit, start.fc, start.address - base, [start.stop])
    address = write.address - base + index * write.step
    return value_request(unit, write, address, float(value), profile.swap)


def _check_text(profile: Profile, tx: bytes, rx: bytes, frame: Frame) -> None:
    """Every byte of the answer must be understood, and every value be the expected one."""
    assert profile.ascii is not None
    text, end = profile.ascii, FORMATS[profile.ascii.parse].end
    asked = tx.removesuffix(end).decode("ascii")
    known = (*text.ask, *text.also, *text.setup, *([text.identify.ask] if text.identify else []))
    if tx and (not tx.endswith(end) or asked not in known):
        raise ValueError(f"{asked} is no command of this profile")
    found = parse(text.parse, rx, asked)
    if found.wrong:
        raise ValueError("the parser rejects it")
    seen = values_of(found.readings)
    places = {point.key: point for point in text.points}
    for key, expected in frame.expect.items():
        if key not in places or (value := seen.get(places[key].offset)) is None:
            raise ValueError(f"no value for {key}")
        if isinstance(value, float) and not isinstance(expected, str):
            _close(key, value * places[key].scale + places[key].add, expected)
        elif value != expected:
            raise ValueError(f"{key} is {value}, expected {expected}")
