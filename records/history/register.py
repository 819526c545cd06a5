"""Which number stands for which tag in the history files; a number is never used again.

It refuses to know samples; a tag whose unit changes is another quantity and is refused.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from farm.words import Words
from records.durable import transaction
from records.history.files import TAG_LIMIT, read_tags, register_from_months


class Register:
    """Tag names and their numbers, kept in the hot file."""

    def __init__(self, hot: sqlite3.Connection, folder: Path, units: Mapping[str, str]) -> None:
        """Read what is known; a new hot file continues the numbers of the months beside it."""
        self._hot = hot
        self._units = units
        self._tags = read_tags(hot)
        self.numbers: dict[str, int] = {name: number for name, (number, _) in self._tags.items()}
        """Name → number."""
        if not self._tags:
            self._write(register_from_months(folder))

    @property
    def names(self) -> dict[int, tuple[str, str]]:
        """Number → (name, unit)."""
        return {number: (name, unit) for name, (number, unit) in self._tags.items()}

    def admit(self, names: Iterable[str]) -> None:
        """Give a number to every name that has none, durable before this returns."""
        new = [name for name in names if name not in self._tags]
        if not new:
            return
        start = max((number for number, _ in self._tags.values()), default=-1) + 1
        room = max(0, TAG_LIMIT - start)
        self._write(
            {name: (start + i, self._units.get(name, "")) for i, name in enumerate(new[:room])}
        )

    def refusal(self, name: str) -> Words | None:
        """Why samples of a tag cannot be stored, None if they can."""
        if name not in self._tags:
            return Words(
                zh=f"历史记录的标签编号已用完（{TAG_LIMIT} 个），{name} 未记录。"
                "请为新标签启用新的历史文件夹。",
                en=f"All {TAG_LIMIT} tag numbers of history are used; {name} is not recorded. "
                "Start a new history folder.",
            )
        stored, now = self._tags[name][1], self._units.get(name)
        if now is None or now == stored:
            return None
        return Words(
            zh=f"标签 {name} 以前以 {stored or '无单位'} 记录，"
            f"现在配置为 {now or '无单位'}，未记录。请为新单位换一个标签名。",
            en=f"Tag {name} was recorded in {stored or 'no unit'} and is now set to "
            f"{now or 'no unit'}; it is not recorded. Give the new unit another tag name.",
        )

    def _write(self, tags: Mapping[str, tuple[int, str]]) -> None:
        if not tags:
            return
        with transaction(self._hot):
            self._hot.executemany(
                "INSERT INTO tag VALUES (?, ?, ?)",
                [(number, name, unit) for name, (number, unit) in tags.items()],
            )
        self._tags.update(tags)
        self.numbers.update({name: number for name, (number, _) in tags.items()})
