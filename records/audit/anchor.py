"""Anchors: the heads of every chain at an instant, as one line that leaves the box.

It refuses to know where the line is kept; printed, on a second host or in a message it is the same.

An anchor is one line of canonical JSON. `check` is the SHA-256 of the line without it, so that an
anchor copied wrongly is told from a journal that was changed. `mac`, where a key was at hand, is an
HMAC with a key that is not in the journal: an anchor that someone made up has none that fits.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest

from records.canonical import ZERO_HASH, Head, Json, canonical_json
from records.refusal import RuleRefused, problem

FORMAT = "ras-anchor-1"
FINGERPRINT_CHARS = 16
_TEXT_MAX_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """Heads by the names of the chains (`records.audit.known_chains.CHAINS`), at a UTC instant."""

    site: str
    at: str
    heads: Mapping[str, Head]
    mac: str | None = None

    @property
    def check(self) -> str:
        """SHA-256 of everything but the check and the mac."""
        return sha256(self._body().encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The first 64 bits of the check in four groups, for paper and for a phone call."""
        short = self.check[:FINGERPRINT_CHARS]
        return " ".join(short[at : at + 4] for at in range(0, FINGERPRINT_CHARS, 4))

    def signed(self, key: bytes) -> "Anchor":
        """The same anchor with an HMAC-SHA-256 of its body."""
        made = hmac_digest(key, self._bytes(), "sha256").hex()
        return Anchor(self.site, self.at, self.heads, made)

    def signed_by(self, key: bytes) -> bool:
        """Whether the mac was made with that key."""
        made = hmac_digest(key, self._bytes(), "sha256").hex()
        return self.mac is not None and compare_digest(made, self.mac)

    def line(self) -> str:
        """The anchor as its one line, without a line feed."""
        whole: dict[str, Json] = {**self._plain(), "check": self.check}
        return canonical_json(whole | ({"mac": self.mac} if self.mac else {}))

    def _bytes(self) -> bytes:
        return self._body().encode()

    def _body(self) -> str:
        return canonical_json(self._plain())

    def _plain(self) -> dict[str, Json]:
        heads: dict[str, Json] = {
            name: {"seq": head.seq, "hash": head.hash} for name, head in self.heads.items()
        }
        return {"anchor": FORMAT, "site": self.site, "at": self.at, "heads": heads}


def read_anchors(text: str) -> list[Anchor]:
    """The anchors of a file, one a line; RuleRefused ANCHOR_UNREADABLE names the line."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise _unreadable(1, "文件是空的", "the file is empty")
    return [_read(at, line) for at, line in lines]


def heads_kept(anchors: Iterable[Anchor]) -> dict[str, list[Head]]:
    """Every head that the anchors hold, by chain, as verification takes them."""
    kept: dict[str, list[Head]] = {}
    for anchor in anchors:
        for name, head in anchor.heads.items():
            kept.setdefault(name, []).append(head)
    return kept


def _read(at: int, line: str) -> Anchor:
    try:
        if len(line) > _TEXT_MAX_CHARS:
            raise ValueError
        told = json.loads(line)
        if told["anchor"] != FORMAT:
            raise _unreadable(at, "不是锚点格式 " + FORMAT, "not of the format " + FORMAT)
        heads = {str(name): _head(head) for name, head in told["heads"].items()}
        anchor = Anchor(_text(told["site"]), _text(told["at"]), heads, told.get("mac"))
        check = told["check"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(at, "不是一行锚点", "not the line of an anchor") from None
    if anchor.check != check or not isinstance(anchor.mac, str | None):
        raise _unreadable(
            at, "校验值不符，抄写有误或被改过", "its check does not fit: copied wrongly or changed"
        )
    return anchor


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _head(told: Mapping[str, object]) -> Head:
    seq, link = told["seq"], told["hash"]
    if type(seq) is not int or seq < 0 or not isinstance(link, str) or len(link) != len(ZERO_HASH):
        raise ValueError
    return Head(seq, link)


def _unreadable(at: int, zh: str, en: str) -> RuleRefused:
    return RuleRefused.of(
        problem(
            "ANCHOR_UNREADABLE",
            f"锚点文件第 {at} 行：{zh}。请用当时留存的另一份（打印件、第二台主机、短信）。",
            f"line {at} of the anchor file: {en}. Use another copy that was kept then "
            "(paper, second host, message).",
        )
    )
