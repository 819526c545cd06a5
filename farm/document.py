"""A YAML 1.2 text as a typed tree, every mistake with its line.

It refuses to know any particular schema and to read files: it is handed the text.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from farm.problem import Misconfigured, Problem
from farm.words import Words

M = TypeVar("M", bound=BaseModel)
Path = Sequence[str | int]

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
            tree = YAML(typ="rt").load(text)
        except (YAMLError, ValueError, RecursionError) as error:
            mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
            text = str(getattr(error, "problem", None) or error)
            raise Misconfigured([self._syntax(mark.line + 1 if mark else 1, text)]) from error
        if not isinstance(tree, CommentedMap):
            raise Misconfigured([self._syntax(1, "the file must be a mapping of names to values")])
        self.tree: CommentedMap = tree

    def line(self, path: Path) -> int:
        """Line (from 1) of the node at `path`, or of the nearest parent that stands in the text."""
        node: Any = self.tree
        line = 1
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
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
            return model.model_validate(_plain(self.tree))
        except ValidationError as error:
            raise Misconfigured([self._of(item) for item in _own(error.errors())]) from error

    def plain(self) -> Any:
        """The tree as plain mappings and lists, without lines."""
        return _plain(self.tree)

    def _of(self, item: Any) -> Problem:
        path = [step for step in item["loc"] if self._stands(step)]
        kind = item["type"]
        zh, zh_do, en, en_do = _WORDS.get(kind) or _not_allowed(item)
        if kind in ("missing", "extra_forbidden"):
            path, (zh, en) = (
                list(item["loc"]),
                (f"{zh} {item['loc'][-1]}", f"{en} {item['loc'][-1]}"),
            )
        return self.problem(path, Words(zh=zh, en=en), Words(zh=zh_do, en=en_do))

    def _stands(self, step: str | int) -> bool:
        # Union members of pydantic put their own names into the path; they are not in the file.
        return isinstance(step, int) or (not step.endswith("]") and not step[:1].isupper())

    def _syntax(self, line: int, text: str) -> Problem:
        wrong = Words(zh=f"不是合法的 YAML：{text}", en=f"not valid YAML: {text}")
        remedy = Words(zh="检查缩进、冒号和引号", en="check indentation, colons and quotes")
        return Problem(self.file, line, "(file)", wrong, remedy)


def _not_allowed(item: Any) -> tuple[str, str, str, str]:
    text, given = item["msg"], item["input"]
    shown = "" if isinstance(given, (dict, list)) else f" {given!s:.60}"
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


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return node
