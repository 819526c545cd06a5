"""Do the example frames of a profile hold: right check sums, our request, the expected values?

It refuses to know sites and wires. A vendor's frame outranks everything else that is written
about a device: it settles byte order, address base and scale.
"""

import math
from collections.abc import Iterator

from drivers.ascii_text import ezo_lines, xk3190_frames
from drivers.decode import encoded, extractor
from drivers.modbus import (
    Answer,
    MbapFrame,
    Request,
    check_pdu,
    crc,
    mbap_frame,
    read_request,
    split_mbap,
)
from drivers.modbus import write_request as write_words
from drivers.profile_check import Found
from drivers.reads import located, written
from farm.document import Path
from farm.profile import Frame, Profile, Transport
from farm.words import Words

RELATIVE = 1e-6
"""float32 carries seven digits."""


def wrong_frames(profile: Profile) -> Iterator[Found]:
    """Every frame that does not hold; a read without any frame is a mistake as well."""
    for index, frame in enumerate(profile.frames):
        try:
            _check(profile, frame)
        except ValueError as error:
            yield _found(("frames", index), str(error))
    framed = {frame.read for frame in profile.frames if frame.rx}
    for index, read in enumerate(profile.reads):
        if read.id not in framed:
            yield _found(("reads", index, "id"), f"read {read.id} has no golden frame")


def _found(at: Path, text: str) -> Found:
    return (
        at,
        Words(zh=f"样例帧不符：{text}", en=f"example frame does not hold: {text}"),
        Words(zh="对照手册改正帧或点表", en="correct the frame or the map after the manual"),
    )


def _check(profile: Profile, frame: Frame) -> None:
    tx, rx = (bytes.fromhex(text) for text in (frame.tx, frame.rx))
    if profile.ascii is not None:
        _check_text(profile, rx, frame)
        return
    sent, came = (_opened(profile, data) if data else None for data in (tx, rx))
    if not frame.read:
        if frame.expect and sent is not None:
            _same(tx, _written(profile, sent[0], frame), "the write request")
        return
    unit = (sent or came or (profile.unit.default, b""))[0]
    row = next((read for read in profile.reads if read.id == frame.read), None)
    if row is None:
        raise ValueError(f"no read {frame.read}")
    request = read_request(unit, row.area, row.address - profile.address_base, row.count)
    if tx:
        _same(tx, _framed(profile, request), "the read request")
    if came is not None:
        _check_answer(profile, frame, request, came)


def _check_answer(
    profile: Profile, frame: Frame, request: Request, came: tuple[int, bytes]
) -> None:
    verdict = check_pdu(request, *came)
    if not isinstance(verdict, Answer):
        raise ValueError(f"the answer is {verdict}")
    for key, expected in frame.expect.items():
        if key not in located(profile) or located(profile)[key][0].id != frame.read:
            raise ValueError(f"{key} is no point of {frame.read}")
        _, point, index = located(profile)[key]
        swap = point.swap if point.swap is not None else profile.swap
        place = point.offset + index * point.step
        raw = extractor(point.type, place, swap, point.bits, point.mask)(verdict.data)
        _close(key, raw * point.scale + point.add, expected)


def _close(key: str, value: float, expected: float | str) -> None:
    if not math.isclose(value, float(expected), rel_tol=RELATIVE, abs_tol=1e-9):
        raise ValueError(f"{key} is {value:.9g}, expected {expected}")


def _same(theirs: bytes, ours: bytes, what: str) -> None:
    if theirs != ours:
        raise ValueError(f"{what} would be {ours.hex(' ').upper()}")


def _opened(profile: Profile, data: bytes) -> tuple[int, bytes]:
    """Unit and PDU of a whole frame."""
    if Transport.TCP in profile.transport:
        frame = split_mbap(data)
        if not isinstance(frame, MbapFrame) or frame.size != len(data):
            raise ValueError("not one whole MBAP frame")
        return frame.unit, frame.pdu
    if len(data) < 4 or crc(data[:-2]) != data[-2:]:
        raise ValueError(f"CRC should be {crc(data[:-2]).hex(' ').upper()}")
    return data[0], data[1:-2]


def _framed(profile: Profile, request: Request) -> bytes:
    return mbap_frame(request, 1) if Transport.TCP in profile.transport else request.rtu


def _written(profile: Profile, unit: int, frame: Frame) -> bytes:
    (key, value), *_ = frame.expect.items()
    if key not in written(profile):
        raise ValueError(f"{key} cannot be written")
    write, index = written(profile)[key]
    base, start = profile.address_base, profile.start
    if start is not None and start.setpoint == key and float(value) <= 0:
        request = write_words(unit, start.fc, start.address - base, [start.stop])
    else:
        words = encoded((float(value) - write.add) / write.scale, write.type, profile.swap)
        address = write.address - base + index * write.step
        request = write_words(unit, write.fc, address, words)
    return _framed(profile, request)


def _check_text(profile: Profile, rx: bytes, frame: Frame) -> None:
    assert profile.ascii is not None
    if profile.ascii.parse == "ezo":
        found = ezo_lines(rx)
        values, wrong = (found.values[0] if found.values else ()), found.wrong
    else:
        weights = xk3190_frames(rx)
        values, wrong = tuple(row.weight for row in weights.weights), weights.wrong
    if wrong:
        raise ValueError("the parser rejects it")
    places = {point.key: point.offset for point in profile.ascii.points}
    for key, expected in frame.expect.items():
        if key not in places or places[key] >= len(values):
            raise ValueError(f"no value for {key}")
        _close(key, values[places[key]], expected)
