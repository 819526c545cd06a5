"""Reading a calculation's input: every value checked, every complaint with the path to the field.

It refuses to know any rule of distribution; what it lets through is well formed, not yet allowed.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from farm.words import Words
from records.integers import BP_WHOLE, SAFE_INTEGER
from records.refusal import RuleRefused

MALFORMED = "MALFORMED_INPUT"
TEXT_MAX_CHARS = 16_000_000
"""Longest input document; a register of 100,000 members needs about a third of it."""

Choice = TypeVar("Choice", bound=StrEnum)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MalformedInput(RuleRefused):
    """The input is not what the kind asks for; `path` names the field."""

    def __init__(self, path: str, zh: str, en: str) -> None:
        """Keep the path beside the sentence."""
        self.path = path
        super().__init__(MALFORMED, Words(zh=f"{path}：{zh}", en=f"{path}: {en}"))


class Field:
    """One value of the input and the path that leads to it."""

    def __init__(self, value: object, path: str) -> None:
        """Hold the value; nothing is checked before it is asked for."""
        self.value, self.path = value, path

    def wrong(self, zh: str, en: str) -> MalformedInput:
        """The complaint about this field."""
        return MalformedInput(self.path, zh, en)

    def integer(self, low: int = -SAFE_INTEGER + 1, high: int = SAFE_INTEGER - 1) -> int:
        """A whole number between `low` and `high`; never a bool, a float or a text."""
        if type(self.value) is not int:
            raise self.wrong("要整数（不带小数、不带引号）", "must be a whole number")
        if not low <= self.value <= high:
            raise self.wrong(f"超出范围 {low} … {high}", f"outside {low} … {high}")
        return self.value

    def basis_points(self) -> int:
        """A rate between 0 and 10,000 basis points."""
        return self.integer(0, BP_WHOLE)

    def text(self) -> str:
        """A text that can be written as UTF-8 and is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("要文字，不能为空", "must be text and not empty")
        if any("\ud800" <= char <= "\udfff" for char in self.value):
            raise self.wrong("含有不成对的代理字符", "contains an unpaired surrogate")
        return self.value

    def day(self) -> date:
        """A civil day written as 2027-01-05."""
        text = self.text()
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.wrong("要日期，写成 2027-01-05", "must be a date such as 2027-01-05")

    def choice(self, kind: type[Choice]) -> Choice:
        """One of the names of `kind`."""
        text = self.text()
        if text not in kind.__members__:
            allowed = ", ".join(kind.__members__)
            raise self.wrong(
                f"“{text}”不认识，只能是 {allowed}", f"'{text}': allowed are {allowed}"
            )
        return kind[text]

    def rows(self) -> list["Field"]:
        """The items of a list."""
        if not isinstance(self.value, (list, tuple)):
            raise self.wrong("要列表", "must be a list")
        return [Field(item, f"{self.path}[{at}]") for at, item in enumerate(self.value)]

    def columns(self, count: int) -> list["Field"]:
        """The items of a row with exactly `count` columns."""
        row = self.rows()
        if len(row) != count:
            raise self.wrong(
                f"要 {count} 列，实有 {len(row)} 列", f"{count} columns, not {len(row)}"
            )
        return row

    def mapping(self) -> dict[str, "Field"]:
        """The entries of an object, in the order written."""
        if not isinstance(self.value, dict):
            raise self.wrong("要对象 {…}", "must be an object {…}")
        return {
            Field(key, f"{self.path} (key)").text(): Field(item, f"{self.path}.{key}")
            for key, item in self.value.items()
        }

    def record(self, *required: str, optional: tuple[str, ...] = ()) -> dict[str, "Field"]:
        """An object with exactly these entries; a misspelt entry must not pass unseen."""
        entries = self.mapping()
        for name in required:
            if name not in entries:
                raise MalformedInput(f"{self.path}.{name}", "缺少此项", "is missing")
        for name, field in entries.items():
            if name not in required and name not in optional:
                raise field.wrong("不认识的项，检查拼写", "unknown entry, check the spelling")
        return entries

    def amounts(self) -> dict[str, int]:
        """An object of whole numbers."""
        return {name: field.integer() for name, field in self.mapping().items()}

    def pairs(self) -> list[tuple[str, int]]:
        """A list of [name, whole number]; repeated names are left to the rule to refuse."""
        return [(name.text(), number.integer()) for name, number in self._each(2)]

    def _each(self, count: int) -> Iterator[list["Field"]]:
        return (row.columns(count) for row in self.rows())


def parse_document(text: str) -> object:
    """The JSON text as plain values; MalformedInput for anything that has no exact reading."""
    if len(text) > TEXT_MAX_CHARS:
        raise MalformedInput("(document)", "文件太大", "is too large")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedInput(
            "(document)", f"不是合法的 JSON：{error}", f"is not valid JSON: {error}"
        ) from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise MalformedInput(key, "同一对象里出现两次", "appears twice in one object")
        seen[key] = value
    return seen


def _no_constant(name: str) -> object:
    raise MalformedInput("(document)", f"不允许 {name}", f"{name} is not allowed")
