"""Calibrations that could not be written down: kept as files, written down later, none lost.

It refuses to delete a file before the book has its content, and to let one bad file stop the rest.
"""

import json
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ras.calibration_book import Book
from ras.paper import say
from ras.refusal import NO, Refused
from ras.sites import data_folder

FOLDER = "calibrations-unsent"
NEEDED = {
    "event_id": str, "happened_ms": int, "device": str, "profile": str, "procedure": str,
    "quantity": str, "standards": list, "result": str,
}  # fmt: skip
LATE_REASON = "标定当时没能写进账 / the books could not be reached when it was done"

LATEST_MS = 4_102_444_800_000
"""2100-01-01: no entry of ours is later."""

OpenBook = Callable[[str], AbstractContextManager[Book]]
"""The book as a person who did it; Refused when it cannot be opened."""


def keep_unsent(data: Path, entry: dict[str, Any]) -> Path:
    """Put an entry, who did it included, into a file that `send` writes down later."""
    folder = data_folder(data / FOLDER, private=True)
    path = folder / f"{entry['event_id']}.json"
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)
    return path


def unsent(data: Path) -> list[Path]:
    """Entries that wait."""
    return sorted((data / FOLDER).glob("*.json"))


def command(site: Path, data: Path, url: str) -> str:
    """The whole command that writes them down."""
    words = ["ras", "calibrate", str(site), "--send", "--data", str(data), "--url", url]
    return shlex.join(words)


def send(data: Path, who: str, opened: OpenBook) -> bool:
    """Write down what waits, each as the person who did it; False when some still waits.

    `who`: for entries kept without a name.
    """
    waiting, done = unsent(data), 0
    for name, rows in _by_person(waiting, who).items():
        with opened(name) as book:
            done += sum(_sent(book, path, entry) for path, entry in rows)
    left = len(waiting) - done
    say(f"补记 {done} 条，还留着 {left} 条 | written down: {done}, still kept: {left}")
    return left == 0


def _by_person(
    waiting: list[Path], who: str
) -> dict[str, list[tuple[Path, dict[str, Any]]]]:  # fmt: skip
    found: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
    for path in waiting:
        entry = _read(path)
        if isinstance(entry, Refused):
            say(f"{path}：{entry.words.zh} | {path}: {entry.words.en}")
        elif not (name := entry.get("who") or who):
            say(
                f"{path}：没写是谁做的，加上 --who 再来"
                f" | {path}: does not say who did it; come again with --who"
            )
        else:
            found.setdefault(str(name), []).append((path, entry))
    return found


def _read(path: Path) -> dict[str, Any] | Refused:
    """One kept entry, or why it is none."""
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Refused("读不出来（不完整），没有动它", "cannot be read (cut off); left as it is")
    missing = [
        name
        for name, kind in NEEDED.items()
        if not isinstance(entry, dict) or not isinstance(entry.get(name), kind)
    ]
    if not missing and not 0 < entry["happened_ms"] < LATEST_MS:
        missing = ["happened_ms"]
    if missing:
        names = ", ".join(missing)
        return Refused(f"缺 {names}，没有动它", f"lacks {names}; left as it is")
    return dict(entry)


def _sent(book: Book, path: Path, entry: dict[str, Any]) -> bool:
    """Whether the book has it; the file goes only then."""
    try:
        book.save({**entry, "late_reason": LATE_REASON})
    except Refused as refused:
        if refused.exit_code != NO:
            raise
        say(f"{path}：{refused.words.zh} | {path}: {refused.words.en}")
        return False
    path.unlink()
    return True
