"""A YAML 1.2 text as a typed tree, every mistake with its line.

It refuses to know any particular schema and to read files: it is handed the text.
"""

from collections.abc import Sequence
from typing import Any, TypeVar
from warnings import catch_warnings, simplefilter

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLWarning
from ruamel.yaml.reader import ReaderError

from farm.problem import Misconfigured, Problem
from farm.words import Words, said

M = TypeVar("M", bound=BaseModel)
Path = Sequence[str | int]
NODES_MOST, DEPTH_MOST = 500_000, 40
"""Largest file that is believed to be meant: a site of 2000 devices has some 100,000 entries."""
SAID_MOST = 160
"""Characters of the parser's own words that are passed on."""

_WORDS: dict[str, tuple[str, str, str, str]] = {
    "missing": ("缺少此项", "补上此项", "required entry is missing", "add it"),
    "extra_forbidden": (
        "不认识的项",
        "删去或改正拼写",
        "unknown entry",
        "remove it or fix the name",
    ),
}
"""Error type of pydantic: wrong zh, remedy zh, wrong en, remedy en."""

_RULES = {
    "greater_than_equal": "至少 {ge}",
    "greater_than": "要大于 {gt}",
    "less_than_equal": "至多 {le}",
    "less_than": "要小于 {lt}",
    "int_parsing": "要整数",
    "int_type": "要整数",
    "int_from_float": "要整数",
    "float_parsing": "要数字",
    "float_type": "要数字",
    "finite_number": "要有限的数字",
    "bool_parsing": "要 true 或 false",
    "bool_type": "要 true 或 false",
    "string_type": "要文字，数字请加引号",
    "string_pattern_mismatch": "不合写法 {pattern}",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "至多 {max_length} 个字",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "tuple_type": "要列表",
    "list_type": "要列表",
    "dict_type": "要一组名字和值",
    "model_type": "要一组名字和值",
}
"""Error type of pydantic: what the value must be; its numbers come from the error."""


class Document:
    """The parsed text with the line of every node."""

    def __init__(self, file: str, text: str) -> None:
        """Parse; Misconfigured with the line when the text is not YAML or not a mapping."""
        self.file = file
        try:
            tree = _read(text)
            _plain(tree, [NODES_MOST])
        except (YAMLError, YAMLWarning, ValueError, RecursionError) as error:
            raise Misconfigured([self._syntax(*_trouble(error, text))]) from error
        if not isinstance(tree, CommentedMap):
            raise Misconfigured([self._syntax(1, "the file must be a mapping of names to values")])
        self.tree: CommentedMap = tree

    def line(self, path: Path) -> int:
        """Line (from 1) of the node at `path`, or of the nearest parent that stands in the text."""
        node: Any = self.tree
        line = 1
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                if step in (node.lc.data or {}):  # what a merge key brought in has no line here
                    line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        return line

    def problem(self, path: Path, wrong: Words, remedy: Words) -> Problem:
        """A problem at `path`."""
        dotted = ".".join(str(step) for step in path) or "(file)"
        return Problem(self.file, self.line(path), dotted, wrong, remedy)

    def parse(self, model: type[M]) -> M:
        """The whole document as `model`; Misconfigured with every mistake."""
        try:
            return model.model_validate(self.plain())
        except ValidationError as error:
            raise Misconfigured([self._of(item) for item in _own(error.errors())]) from error

    def plain(self) -> Any:
        """The tree as plain mappings and lists, without lines."""
        return _plain(self.tree, [NODES_MOST])

    def _of(self, item: Any) -> Problem:
        path = [step for step in item["loc"] if self._stands(step)]
        kind = item["type"]
        zh, zh_do, en, en_do = _WORDS.get(kind) or _not_allowed(item)
        if kind in ("missing", "extra_forbidden"):
            path, (zh, en) = (
                list(item["loc"]),
                (f"{zh} {item['loc'][-1]}", f"{en} {item['loc'][-1]}"),
            )
        return self.problem(path, said(zh, en), said(zh_do, en_do))

    def _stands(self, step: str | int) -> bool:
        # Union members of pydantic put their own names into the path; they are not in the file.
        return isinstance(step, int) or (not step.endswith("]") and not step[:1].isupper())

    def _syntax(self, line: int, text: str) -> Problem:
        wrong = Words(zh=f"不是合法的 YAML：{text}", en=f"not valid YAML: {text}")
        remedy = Words(zh="检查缩进、冒号和引号", en="check indentation, colons and quotes")
        return Problem(self.file, line, "(file)", wrong, remedy)


def _read(text: str) -> Any:
    if _brackets(text) > DEPTH_MOST:  # the parser itself takes half a minute for 5000
        raise RecursionError
    with catch_warnings():
        simplefilter("error", YAMLWarning)  # what the parser doubts, a person should settle
        return YAML(typ="rt").load(text)


def _brackets(text: str) -> int:
    """How deep brackets are nested, those inside quotes included."""
    depth = most = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            most = max(most, depth)
        elif letter in "]}":
            depth = max(0, depth - 1)
    return most


def _trouble(error: Exception, text: str) -> tuple[int, str]:
    """Line and reason of what the parser could not read."""
    said = " ".join(str(getattr(error, "problem", None) or error).split())[:SAID_MOST]
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.line + 1, said
    if isinstance(error, ReaderError):
        return text.count("\n", 0, error.position) + 1, said
    return 1, "nested too deep" if isinstance(error, RecursionError) else said


def _not_allowed(item: Any) -> tuple[str, str, str, str]:
    text, given = item["msg"], item["input"]
    shown = "" if isinstance(given, (dict, list)) else f" {' '.join(str(given).split())[:60]}"
    known = _RULES.get(item["type"])
    rule = known.format(**item.get("ctx", {})) if known else text
    return (
        f"值{shown} 不合规定：{rule}",
        "改成允许的值",
        f"{shown.strip()} is not allowed: {text}".strip(),
        "use an allowed value",
    )


def _own(errors: Sequence[Any]) -> list[Any]:
    # A list counts as too short when its members are wrong; the members are said already.
    paths = [item["loc"] for item in errors]
    return [
        item
        for item in errors
        if item["type"] != "too_short"
        or not any(
            len(p) > len(item["loc"]) and p[: len(item["loc"])] == item["loc"] for p in paths
        )
    ]


def _plain(node: Any, room: list[int], depth: int = 0) -> Any:
    """Plain mappings and lists; ValueError when aliases make it endless or too large."""
    room[0] -= 1
    if room[0] < 0 or depth > DEPTH_MOST:
        raise ValueError(f"more than {NODES_MOST} entries or {DEPTH_MOST} levels")
    if isinstance(node, CommentedMap):
        return {key: _plain(value, room, depth + 1) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value, room, depth + 1) for value in node]
    return node
