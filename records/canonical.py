"""One text for one value, and the chain of hashes over such texts.

It refuses to know what the values mean, and refuses floats: they have no single text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

ZERO_HASH = "0" * 64
"""What the first link of a chain points to (DIV-SPEC B14)."""


class Head(NamedTuple):
    """The last link of a chain; `seq` 0 and zeros for an empty one."""

    seq: int
    hash: str


EMPTY = Head(0, ZERO_HASH)


def canonical_json(value: Json) -> str:
    """Sorted keys, no spaces, UTF-8 unescaped (DIV-SPEC B14); TypeError for a float."""
    _refuse_float(value)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def digest(value: Json) -> str:
    """SHA-256 of the canonical text, lower-case hexadecimal."""
    return sha256(canonical_json(value).encode()).hexdigest()


def link(previous_hash: str, canonical: str) -> str:
    """Hash of one link: SHA-256 of the previous hash, a line feed and the canonical text."""
    return sha256(f"{previous_hash}\n{canonical}".encode()).hexdigest()


def chain(canonicals: Iterable[str], start: str = ZERO_HASH) -> Iterator[str]:
    """Hash of every link, in order."""
    previous = start
    for canonical in canonicals:
        previous = link(previous, canonical)
        yield previous


def _refuse_float(value: object) -> None:
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"key {key!r} is not text")
            _refuse_float(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_float(inner)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical text")
