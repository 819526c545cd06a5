"""Every text format against any bytes: no exception, bounded memory, cuts change nothing, and a
turned bit never makes another resting weight where a check sum exists."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.decode import Judgement
from drivers.profile_checks.frames import wrong_frame
from drivers.profiles import load_profiles
from drivers.text import ezo, toledo
from drivers.text.formats import FORMATS, parse, values_of
from drivers.text.reading import Reading
from drivers.text.weight import NET, OVERLOAD, STABLE, TARE, WEIGHT

PROFILES = {row.id: row for row in load_profiles().values() if row.ascii is not None}
ASKED = {"ezo": "R", "megatec": "Q1", "mt-sics": "SI", "at-modem": "AT+CSQ"}
REST_BYTES_MAX = 1024
FRAMES: dict[str, list[bytes]] = {
    row.ascii.parse: [bytes.fromhex(frame.rx) for frame in row.frames if frame.rx]
    for row in PROFILES.values()
    if row.ascii is not None
}
NAMES = sorted(FORMATS)
PIECES = {
    name: st.one_of(
        st.sampled_from(FRAMES[name]),
        st.binary(max_size=20),
        st.sampled_from([b"\r", b"\n", b"\x02", b"\x03", b"*OK\r", b"ST,", b"S S "]),
    )
    for name in NAMES
}


@st.composite
def speech(draw: st.DrawFn) -> tuple[str, bytes]:
    """A format, and frames of it among noise, some cut or with bits turned."""
    name = draw(st.sampled_from(NAMES))
    parts = []
    for part in draw(st.lists(PIECES[name], max_size=8)):
        damaged = bytearray(part[draw(st.integers(0, 2)) :])
        if damaged and draw(st.integers(0, 3)) == 0:
            place = draw(st.integers(0, 8 * len(damaged) - 1))
            damaged[place >> 3] ^= 1 << (place & 7)
        parts.append(bytes(damaged))
    return name, b"".join(parts)


def fed(name: str, chunks: list[bytes]) -> tuple[list[Reading], int, bytes]:
    readings: list[Reading] = []
    wrong, rest = 0, b""
    for chunk in chunks:
        found = FORMATS[name].scan(rest + chunk, ASKED.get(name, ""))
        readings += found.readings
        wrong, rest = wrong + found.wrong, found.rest
        assert len(rest) <= REST_BYTES_MAX
    return readings, wrong, rest


@given(speech())
def test_a_cut_anywhere_gives_the_same_readings(said: tuple[str, bytes]) -> None:
    name, data = said
    whole, wrong, _ = fed(name, [data])
    for at in range(len(data)):
        parts, bad, _ = fed(name, [data[:at], data[at:]])
        assert [row.values for row in parts] == [row.values for row in whole], at
        assert bad == wrong
    single, _, _ = fed(name, [bytes((byte,)) for byte in data])
    assert [row.values for row in single] == [row.values for row in whole]


@given(st.sampled_from(NAMES), st.lists(st.binary(max_size=700), max_size=12))
def test_any_bytes_are_survived_and_soon_forgotten(name: str, chunks: list[bytes]) -> None:
    readings, _, _ = fed(name, chunks)
    places = range(len(FORMATS[name].places))
    for reading in readings:
        assert reading.frame and set(reading.values) <= set(places)
        for seen in reading.values.values():
            assert isinstance(seen, Judgement) or math.isfinite(seen)


@pytest.mark.parametrize("name", NAMES)
def test_endless_lines_are_bounded_and_their_tail_is_no_line(name: str) -> None:
    noise = [b"7" * 100] * 30
    readings, _, rest = fed(name, [*noise, FRAMES[name][0]])
    assert not readings or name in ("xk3190", "toledo", "toledo-checked")
    assert len(rest) <= REST_BYTES_MAX


@pytest.mark.parametrize("name", NAMES)
def test_after_noise_the_next_frames_are_understood(name: str) -> None:
    frames = FRAMES[name][0] * 3
    readings, _, _ = fed(name, [b"\x00\xff noise \x02", frames])
    assert (
        readings
        and readings[-1].values
        == parse(name, FRAMES[name][0], ASKED.get(name, "")).readings[0].values
    )


@given(speech(), st.data())
def test_one_turned_bit_under_a_check_sum_is_no_other_resting_weight(
    said: tuple[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["xk3190", "toledo-checked"]))
    frame = bytearray(data.draw(st.sampled_from(FRAMES[name])))
    right = parse(name, bytes(frame)).readings[0].values
    place = data.draw(st.integers(0, 8 * len(frame) - 1))
    frame[place >> 3] ^= 1 << (place & 7)
    for reading in parse(name, bytes(frame)).readings:
        assert reading.values == right


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_every_turned_bit_of_a_golden_frame_is_red(name: str) -> None:
    profile = PROFILES[name]
    for frame in profile.frames:
        assert not wrong_frame(profile, frame)
        rx = bytes.fromhex(frame.rx)
        for place in range(8 * len(rx)):
            bent = bytearray(rx)
            bent[place >> 3] ^= 1 << (place & 7)
            assert wrong_frame(profile, frame.model_copy(update={"rx": bent.hex(" ").upper()}))


@given(
    st.integers(-999_999, 999_999),
    st.integers(0, 999_999),
    st.integers(2, 7),
    st.sampled_from([1, 2, 3]),
    st.integers(0, 0x5F),
    st.booleans(),
)
def test_toledo_frames_say_what_went_in(
    weight: int, tare: int, place: int, increment: int, status: int, grams: bool
) -> None:
    b = (status & 0x4D) | 0x20 | (2 if weight < 0 else 0) | 16
    frame = bytes((2, 0x20 | increment << 3 | place, b, 0x20 | grams))
    frame += f"{abs(weight):6d}{tare:06d}\r".encode()
    for name, whole in (
        ("toledo", frame),
        ("toledo-checked", frame + bytes((toledo.check_character(frame),))),
    ):
        values = parse(name, whole).readings[0].values
        kilograms = weight / 10 ** (place - 2) / (1000 if grams else 1)
        flawed = bool(b & 0x44)
        assert isinstance(values[WEIGHT], Judgement) == flawed
        if not flawed:
            assert values[WEIGHT] == pytest.approx(kilograms, rel=1e-12)
        assert values[STABLE] == float(not flawed and not b & 8)
        assert values[NET] == b & 1 and values[OVERLOAD] == float(bool(b & 4))
        assert values[TARE] == pytest.approx(tare / 10 ** (place - 2) / (1000 if grams else 1))


@given(st.binary(min_size=16, max_size=16))
def test_the_toledo_check_character_makes_the_sum_vanish(body: bytes) -> None:
    assert (sum(byte & 0x7F for byte in body) + toledo.check_character(body)) % 128 == 0


def test_a_line_with_parity_in_the_eighth_bit_is_no_frame() -> None:
    even = bytes(b | (b.bit_count() & 1) << 7 for b in FRAMES["toledo"][0])
    assert not parse("toledo", even).readings


@given(st.text("0123456789*?ROK.,-+eEnaif \x00", max_size=12))
def test_only_plain_numbers_before_an_ok_are_values(line: str) -> None:
    assume(line not in ezo.EVENTS)
    found = ezo.scan(line.encode() + b"\r*OK\r", "R")
    for reading in found.readings:
        assert set(line) <= set("0123456789.,-")
        assert all(isinstance(seen, float) and abs(seen) < 1e7 for seen in reading.values.values())
    assert not ezo.scan(line.encode() + b"\r", "R").readings
    assert not ezo.scan(line.encode() + b"\r*OK\r", "").readings


def test_events_stand_anywhere_and_numbers_alone_are_unasked() -> None:
    found = ezo.scan(b"*RS\r*RE\r7.0\r8.21,98.4\r*OK\r?i,D.O.,2.1\r7.9", "R")
    assert [dict(row.values) for row in found.readings] == [{0: 8.21, 1: 98.4}]
    assert found.events == ("*RS", "*RE", ezo.UNASKED)
    assert found.says == ("?i,D.O.,2.1",) and found.rest == b"7.9" and found.wrong == 0


@pytest.mark.parametrize("low_style", [False, True])
def test_both_styles_of_the_yaohua_check_are_read(low_style: bool) -> None:
    for weight in (0, 239_605, 777_777, 12_345):
        body = f"+{weight:06d}0".encode()
        check = 0
        for byte in body:
            check ^= byte
        digits = [n + 48 if n < 10 or low_style else n + 55 for n in (check >> 4, check & 15)]
        found = parse("xk3190", b"\x02" + body + bytes(digits) + b"\x03")
        assert found.readings[0].values == {WEIGHT: float(weight)}


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("mt-sics", "S S      1250 g\r\n", {WEIGHT: 1.25, STABLE: 1.0, OVERLOAD: 0.0}),
        ("mt-sics", "S S\x13      1.5 kg\x11\r\n", {WEIGHT: 1.5, STABLE: 1.0, OVERLOAD: 0.0}),
        ("mt-sics", "S D     -0.5 t\r\n", {WEIGHT: -500.0, STABLE: 0.0, OVERLOAD: 0.0}),
        ("mt-sics", "S S      27.2 lb\r\n", {WEIGHT: "unit_lb", STABLE: 0.0, OVERLOAD: 0.0}),
        ("and-text", "US,NT,-  0.200kg\r\n", {WEIGHT: -0.2, STABLE: 0.0, NET: 1.0, OVERLOAD: 0.0}),
        ("and-text", "ST,GS,+012.45kg\r\n", {}),
        ("and-text", "ST,GS,+00+2.45kg\r\n", {}),
        ("yaohua-a12", "ww0003.17kg\r\n", {WEIGHT: 3.17, NET: 0.0}),
        ("yaohua-a12", "ww-003.17kg", {}),
    ],
)
def test_one_line_one_meaning(name: str, text: str, values: dict[int, float | str]) -> None:
    assert values_of(parse(name, text.encode()).readings) == values
