"""The keys of personal data: numbered, the newest seals, the older ones still open.

It refuses to know the file they lie in, to make random bytes, and to show a key.

One master key of a number gives a key for each purpose (HKDF-Expand, RFC 5869 2.3), so that what
seals a field never signs an anchor.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest as hmac_digest

from records.personal.cipher import KEY_BYTES
from records.refusal import RuleRefused, problem

FORMAT = "# ras-keys-1"
CHECK_CHARS = 8
KEYS_MAX = 1000

_LINE = re.compile(r"([1-9][0-9]{0,5}) ([0-9a-f]{64}) ([0-9a-f]{8})")


class KeyRing:
    """Master keys by number; the greatest number is the current one."""

    __slots__ = ("_masters", "current")

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        """At least one key of 32 bytes."""
        assert masters and all(len(key) == KEY_BYTES for key in masters.values())
        self._masters = dict(masters)
        self.current = max(self._masters)

    def __repr__(self) -> str:
        """The numbers only."""
        return f"KeyRing({self.numbers})"

    @property
    def numbers(self) -> list[int]:
        """The numbers of the keys, newest first."""
        return sorted(self._masters, reverse=True)

    def has(self, number: int) -> bool:
        """Whether the key of that number is here."""
        return number in self._masters

    def field_key(self, number: int) -> bytes:
        """Seals and opens fields; KeyError if the ring has no such key."""
        return self._derived(number, b"ras personal field")

    def blind_key(self, number: int) -> bytes:
        """Makes the blind index of a field."""
        return self._derived(number, b"ras personal blind index")

    def anchor_keys(self) -> list[bytes]:
        """Sign anchors, newest first."""
        return [self._derived(number, b"ras anchor") for number in self.numbers]

    def with_key(self, fresh: bytes) -> "KeyRing":
        """The ring with one more key, which is then the current one."""
        return KeyRing({**self._masters, self.current + 1: fresh})

    def text(self) -> str:
        """The ring as the text of its file."""
        lines = [
            f"{number} {key.hex()} {_check(number, key)}"
            for number, key in sorted(self._masters.items())
        ]
        return "\n".join([FORMAT, *lines]) + "\n"

    def _derived(self, number: int, purpose: bytes) -> bytes:
        return hmac_digest(self._masters[number], purpose + b"\x01", "sha256")


def read_keys(text: str) -> KeyRing:
    """The ring of a file's text; RuleRefused KEYS_UNREADABLE names the line and no more."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != FORMAT:
        raise _unreadable(1, f"第一行须为 {FORMAT}", f"the first line is {FORMAT}")
    masters: dict[int, bytes] = {}
    for at, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise _unreadable(at, "须为：编号 密钥 校验", "number, key and check are expected")
        number, key = int(found[1]), bytes.fromhex(found[2])
        if found[3] != _check(number, key) or number in masters:
            raise _unreadable(at, "校验不符或编号重复", "the check does not fit, or a number twice")
        masters[number] = key
    if not 0 < len(masters) <= KEYS_MAX:
        raise _unreadable(len(lines), "没有密钥", "there is no key")
    return KeyRing(masters)


def _check(number: int, key: bytes) -> str:
    return sha256(b"%d " % number + key).hexdigest()[:CHECK_CHARS]


def _unreadable(at: int, zh: str, en: str) -> RuleRefused:
    return RuleRefused.of(
        problem(
            "KEYS_UNREADABLE",
            f"密钥文件第 {at} 行：{zh}。请用保险柜里的备份。",
            f"line {at} of the key file: {en}. Use the copy from the safe.",
        )
    )
