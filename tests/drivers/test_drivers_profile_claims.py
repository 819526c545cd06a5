"""What a profile claims: sources for its status, ranges for its points, frames sealed to the bit.

Every single bit of every frame of every profile that ships is turned over once.
"""

from collections.abc import Iterator
from functools import cache

import pytest

from drivers.frame_forms import typed
from drivers.profile_checks.frames import wrong_frame
from drivers.profiles import FOLDER, examined
from farm.problem import Misconfigured
from farm.profile import Frame, Profile

FILES = sorted(FOLDER.glob("*.yaml"))
Y504 = (FOLDER / "yosemitech_y504-a.yaml").read_text(encoding="utf-8")
ADAM = (FOLDER / "advantech_adam-6050.yaml").read_text(encoding="utf-8")
TUF = (FOLDER / "dalian_tuf-2000m.yaml").read_text(encoding="utf-8")


@cache
def profile_of(name: str) -> Profile:
    profile, problems = examined(name, (FOLDER / name).read_text(encoding="utf-8"))
    assert not problems, problems
    return profile


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_profile_shows_what_it_claims(name: str) -> None:
    profile = profile_of(name)
    assert profile.frames or profile.signal


def flipped(text: str) -> Iterator[str]:
    """The frame with one bit turned over, for each bit, in the form it was written in."""
    data = typed(text)
    for place in range(8 * len(data)):
        broken = bytearray(data)
        broken[place >> 3] ^= 1 << (place & 7)
        yield broken.decode("latin-1") if text.startswith(":") else broken.hex(" ")


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_a_flipped_bit_in_any_frame_is_seen(name: str) -> None:
    profile = profile_of(name)
    for frame in profile.frames:
        for side in ("tx", "rx"):
            for broken in flipped(getattr(frame, side)):
                other = frame.model_copy(update={side: broken})
                assert wrong_frame(profile, other), (side, broken)


@pytest.mark.parametrize(
    ("text", "was", "becomes", "said"),
    [
        (Y504, ", kind: manual}", "}", "does not say what kind of source"),
        (Y504, "kind: manual}", "kind: memory}", "claims manual without such a source"),
        (Y504, "status: manual", "status: hardware", "claims hardware without such a source"),
        (Y504, "valid: [0, 500]}", "swap: word_byte}", "saturation has no range"),
        (Y504, "valid: [0, 500]", "valid: [500, 0]", "can never lie within"),
        (ADAM, "status: code", "status: draft", "a draft is read-only"),
        (ADAM, ', sum: "71E1"', "", 'then add sum: "71E1"'),
        (ADAM, 'sum: "71E1"', 'sum: "71E2"', "sum should be 71E1"),
        (TUF, "valid: [0, 99]", "valid: [70000, 99000]", "can never lie within"),
    ],
)
def test_a_claim_without_proof_is_said_with_its_remedy(
    text: str, was: str, becomes: str, said: str
) -> None:
    assert was in text
    try:
        _, problems = examined("x.yaml", text.replace(was, becomes, 1))
    except Misconfigured as error:
        problems = error.problems
    assert any(said in f"{p.wrong.en} {p.remedy.en}" for p in problems), problems
    assert all(problem.line > 1 and problem.remedy.zh for problem in problems)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("offset: 2, type: float32", "offset: 2, type: float32, bits: [0, 3]", "has no bits"),
        ("offset: 2, type: float32", "offset: 2, type: float32, mask: 255", "a mask is for"),
        ("offset: 2, type: float32", "offset: 2, type: float32, decimals: x", "no single whole"),
        ("scale: 100", "scale: 0", "scale must not be 0"),
        ("scale: 100", "scale: .nan", "finite"),
        ("range: [1, 247]", "range: [2, 247]", "station 1 is not within"),
        ("transport: [rtu,", "transport: [stream,", "does not go with"),
        ("match: YL01", 'match: ""', "does not go with count"),
        ("type: string, match: YL01", "type: uint16, match: YL01", "does not go with count"),
        ("address: 0x0900, count: 7", "address: 65530, count: 7", "runs out of 0 to 65535"),
        ("[saturation, temperature]", "[saturation]", "takes two register points"),
        ("[saturation, temperature]", "[saturation, oxygen_mg_l]", "unknown name oxygen_mg_l"),
        ("timing: {", "xtiming: {", "timing is missing"),
        ("address: 0x2E00", "address: 0x0906", "made by ['identify']"),
        ("supported_bauds: [9600]", "supported_bauds: [4800]", "the factory rate 9600"),
    ],
)
def test_what_could_not_be_asked_or_decoded_is_refused(was: str, becomes: str, said: str) -> None:
    assert was in Y504
    text = Y504.replace(was, becomes, 1)
    if "xtiming" in text:
        text = "".join(line for line in text.splitlines(True) if "xtiming" not in line)
    try:
        _, problems = examined("x.yaml", text)
    except Misconfigured as error:
        problems = error.problems
    assert any(said in problem.wrong.en for problem in problems), problems


def test_a_frame_may_be_modbus_ascii() -> None:
    profile = profile_of("dalian_tuf-2000m.yaml").model_copy(
        update={"transport": ("rtu", "modbus-ascii")}
    )
    frame = Frame(tx=":01030000000AF2\r\n", read="flow")
    assert wrong_frame(profile, frame) == ""
    lower = Frame(tx=":01030000000af2\r\n", read="flow")
    assert "capital" in wrong_frame(profile, lower)
    assert "LRC should be F2" in wrong_frame(profile, Frame(tx=":01030000000AF3\r\n", read="flow"))
    for broken in flipped(frame.tx):
        assert wrong_frame(profile, Frame(tx=broken, read="flow")), broken
