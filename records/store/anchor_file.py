"""Anchors in a file: read all of them, and one more appended that is durable on return.

It refuses to change a line that is there; an anchor is only ever added.
"""

import os
from pathlib import Path

from farm.words import Words
from records.audit.anchor import Anchor, read_anchors
from records.durable import StorageFault, explain

BYTES_MAX = 16 * 1024 * 1024
"""Largest file of anchors that is read: some 20,000 anchors, 50 years of one a day."""


def anchors_in(path: Path) -> list[Anchor]:
    """The anchors of a file. StorageFault, RuleRefused ANCHOR_UNREADABLE."""
    try:
        with path.open("rb") as file:
            body = file.read(BYTES_MAX + 1)
        if len(body) > BYTES_MAX:
            raise StorageFault(_too_large(path))
        return read_anchors(body.decode("utf-8"))
    except UnicodeDecodeError:
        return read_anchors("?")  # says in the anchors' own words that this is none
    except OSError as error:
        raise StorageFault(explain(error, path)) from error


def add_anchor(path: Path, anchor: Anchor) -> None:
    """Append an anchor to a file of anchors, or begin one. StorageFault, RuleRefused."""
    if path.exists():
        anchors_in(path)
    try:
        with path.open("ab") as file:
            file.write((anchor.line() + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageFault(explain(error, path)) from error


def _too_large(path: Path) -> Words:
    return Words(zh=f"{path} 太大，不是锚点文件", en=f"{path} is too large to be a file of anchors")
