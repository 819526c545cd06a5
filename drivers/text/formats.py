"""Every text format by the name a profile gives it.

It refuses to know wires and sites; what is not in this table cannot be parsed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drivers.text import (
    and_text,
    at_modem,
    ezo,
    megatec,
    mt_sics,
    toledo,
    weight,
    xk3190,
    yaohua_a12,
)
from drivers.text.reading import Reading, Scan, Scanned
from drivers.text.stillness import FLAGGED, UNFLAGGED, Rest


@dataclass(frozen=True, slots=True)
class Format:
    """`places`: names of the values by place; `end`: what ends a command.

    `rest`: set for scales only: when a weight is believed. `restarted`: events after which what
    the device was told is forgotten; `unasked`: events that show it speaking by itself;
    `doubtful`: events that make the values of the same answer Bad; `done`: a command was obeyed;
    `sends`: text messages go out through it.
    """

    scan: Scan
    places: tuple[str, ...]
    end: bytes = b"\r"
    rest: Rest | None = None
    restarted: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    done: str = ""
    sends: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "ezo": Format(
        ezo.scan,
        tuple(f"number_{place}" for place in range(ezo.NUMBERS_MAX)),
        restarted=ezo.RESTARTED,
        unasked=(ezo.UNASKED,),
        doubtful=ezo.SUPPLY,
        done=ezo.DONE,
    ),
    "xk3190": Format(xk3190.scan, weight.PLACES, rest=UNFLAGGED),
    "yaohua-a12": Format(yaohua_a12.scan, weight.PLACES, rest=UNFLAGGED),
    "toledo": Format(toledo.scan, weight.PLACES, rest=FLAGGED),
    "toledo-checked": Format(toledo.scan_checked, weight.PLACES, rest=FLAGGED),
    "and-text": Format(and_text.scan, weight.PLACES, end=b"\r\n", rest=FLAGGED),
    "mt-sics": Format(mt_sics.scan, weight.PLACES, end=b"\r\n", rest=FLAGGED),
    "megatec": Format(megatec.scan, megatec.PLACES),
    "at-modem": Format(at_modem.scan, at_modem.PLACES, done=at_modem.DONE, sends=True),
}


def parse(name: str, data: bytes, asked: str = "") -> Scanned:
    """Whole frames of a document: what is left over counts as wrong; KeyError for no format."""
    found = FORMATS[name].scan(data, asked)
    return found._replace(rest=b"", wrong=found.wrong + bool(found.rest))


def hears(name: str, received: bytes, asked: str = "") -> bool:
    """Whether bytes are this format's speech: something was understood and nothing thrown away."""
    found = FORMATS[name].scan(received, asked)
    return bool(found.readings or found.says or found.events) and not found.wrong


def values_of(readings: tuple[Reading, ...]) -> dict[int, object]:
    """Values of several frames by place: a number, or the reason why there is none."""
    return {
        place: seen if isinstance(seen, float) else seen.reason
        for reading in readings
        for place, seen in reading.values.items()
    }
