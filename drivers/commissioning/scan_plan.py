"""What a scan will ask, in which order, and how long it takes: arithmetic before the first byte.

It refuses to send anything. Serial settings come from the profiles first, the rest only in full.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drivers.commissioning.identify import (
    GENERIC,
    Question,
    first_question,
    harmless,
    identity_question,
    speaks_modbus,
)
from drivers.rtu_line import character_s, gap_s
from farm.profile import Area, Profile
from farm.site import Bus as BusRow

SHORT_S = 0.1
"""First patience for one number, s; instruments begin to answer within some 50 ms."""
SHORT_TCP_S = 0.4
LISTEN_S = 1.3
"""Longer than the second between two lines of a device that speaks unasked, s."""
QUICK_NUMBERS = range(1, 17)
BAUDS = (9600, 4800, 19200, 38400, 115200, 57600, 2400, 1200)
ASCII_FORMATS = ((7, "E", 1), (7, "N", 2), (8, "N", 1), (7, "O", 1))
"""Shapes of Modbus ASCII: that of the standard (V1.02, 2.5.2), then those that are met."""
FORMATS = ((8, "N", 1), (8, "E", 1), (8, "N", 2), (8, "O", 1))


@dataclass(frozen=True, slots=True)
class Setting:
    """Speed and shape of a character."""

    baud: int = 9600
    data_bits: int = 8
    parity: str = "N"
    stop_bits: int = 1

    def __str__(self) -> str:
        """As people say it: 9600 8N1."""
        return f"{self.baud} {self.data_bits}{self.parity}{self.stop_bits}"


@dataclass(frozen=True, slots=True)
class Round:
    """Everything asked at one setting: whom, what, whether text is listened for first."""

    setting: Setting
    numbers: tuple[int, ...]
    questions: tuple[Question, ...]
    patient: tuple[tuple[int, str], ...]
    """Number and profile: asked again at the model's own pace."""
    text_s: float
    """Time for devices that speak text: listened for, then asked; 0 when none can be here."""

    def seconds(self, kind: str) -> float:
        """How long it takes if nobody answers, s."""
        quiet = SHORT_TCP_S if kind == "tcp" else SHORT_S
        one_s = character_s(
            self.setting.baud, self.setting.data_bits, self.setting.parity, self.setting.stop_bits
        )
        text = kind == "modbus-ascii"
        gap = one_s if text else gap_s(self.setting.baud, one_s)
        sent = 17 if text else 8
        each = sum(
            sent * one_s + quiet + reply_characters(question, text=text) * one_s + gap
            for question in self.questions
        )
        return each * len(self.numbers) + 0.5 * len(self.patient) + self.text_s


def reply_characters(question: Question, *, text: bool = False) -> int:
    """Bytes of the answer on an RTU line; `text`: characters in Modbus ASCII."""
    bits = question.area in (Area.COIL, Area.DISCRETE)
    binary = 5 + (-(-question.count // 8) if bits else 2 * question.count)
    return 2 * binary + 1 if text else binary


def row_of(wire: str, kind: str, setting: Setting) -> BusRow:
    """Bus row to open the port with."""
    return BusRow.model_validate(
        {
            "id": "scan",
            "kind": kind,
            "wire": wire,
            "baud": setting.baud,
            "data_bits": setting.data_bits,
            "parity": setting.parity,
            "stop_bits": setting.stop_bits,
        }
    )


def settings_of(profiles: Iterable[Profile], bauds: Sequence[int], *, full: bool) -> list[Setting]:
    """Factory settings first, the commonest before the rare; in full whatever else is possible."""
    factory: Counter[Setting] = Counter()
    reachable: Counter[Setting] = Counter()
    for profile in profiles:
        for setting in _possible(profile):
            reachable[setting] += 1
        if profile.serial is not None:
            factory[_of(profile)] += 1
    ordered = [setting for setting, _ in factory.most_common()]
    if full or bauds:
        ordered += [setting for setting, _ in reachable.most_common()]
        ordered += [Setting(baud, *shape) for baud in BAUDS for shape in FORMATS]
    wanted = [row for row in dict.fromkeys(ordered) if row.baud in (bauds or BAUDS)]
    if bauds and not full:
        common = set(reachable) | {Setting(baud) for baud in bauds}
        wanted = [row for row in wanted if row in common]
    return wanted


def ascii_settings(bauds: Sequence[int], *, full: bool) -> list[Setting]:
    """Settings at which Modbus ASCII is tried: 9600, or the rates asked for, or all in full."""
    rates = bauds or (BAUDS if full else BAUDS[:1])
    shapes = ASCII_FORMATS if full else ASCII_FORMATS[:3]
    return [Setting(rate, *shape) for rate in rates for shape in shapes]


def _of(profile: Profile) -> Setting:
    serial = profile.serial
    assert serial is not None
    return Setting(serial.baud, serial.data_bits, serial.parity, serial.stop_bits)


def _possible(profile: Profile) -> set[Setting]:
    if profile.serial is None:
        return set()
    own = _of(profile)
    rates = {own.baud, *profile.serial.supported_bauds} & set(BAUDS)
    return {Setting(rate, own.data_bits, own.parity, own.stop_bits) for rate in rates}


def texts_asked(profiles: Iterable[Profile], setting: Setting) -> list[Profile]:
    """Text models that wait to be asked and come from the factory with this setting."""
    return [
        row
        for row in profiles
        if row.ascii is not None
        and row.ascii.mode == "poll"
        and row.ascii.ask
        and row.serial is not None
        and _of(row) == setting
    ]


def round_of(
    profiles: Sequence[Profile], setting: Setting, kind: str, numbers: Sequence[int], *, full: bool
) -> Round:
    """The round at one setting; `numbers` empty: factory numbers, and 1 to 16 or all of them."""
    modbus = [row for row in profiles if speaks_modbus(row, kind)]
    here = modbus if kind != "rtu" else [row for row in modbus if setting in _possible(row)]
    units = {row.unit.default for row in here if 1 <= row.unit.default <= 247}
    asked = tuple(numbers) or tuple(range(1, 248) if full else sorted({*QUICK_NUMBERS, *units}))
    identities = [question for row in here if (question := identity_question(row))]
    firsts = [question for row in here if (question := first_question(row))]
    questions = tuple(
        question
        for question in dict.fromkeys([*identities, *GENERIC, *firsts])
        if harmless(question, modbus)
    )
    patient = tuple(
        (row.unit.default, row.id)
        for row in here
        if row.unit.default in asked and first_question(row) in questions
    )
    text_s = 0.0
    if kind in ("rtu", "rtu-over-tcp") and any(
        setting in _possible(row) for row in profiles if row.ascii
    ):
        asked_s = [row.timing.response_timeout_ms / 1000 for row in texts_asked(profiles, setting)]
        text_s = LISTEN_S + sum(asked_s)
    sevens = kind == "rtu" and setting.data_bits == 7  # RTU needs eight data bits
    return Round(setting, asked, () if sevens else questions, () if sevens else patient, text_s)
