"""What still makes sense in a tree with mistakes, so that its other mistakes are said as well.

It refuses to be used for anything that starts: what it returns was never what a person wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

ROUNDS = 20
"""Each round takes out all that is wrong at its level; a site nests six levels deep."""
NAMING = ("id", "quantity")
"""Entries by which other entries name the one that holds them."""


@dataclass(slots=True)
class Remains:
    """`tree` without the entries that were wrong; `gone`: the names others may still use."""

    tree: Any
    gone: set[str] = field(default_factory=set)
    _kept: dict[Path, list[int]] = field(default_factory=dict)

    def take_out(self, wrong: Sequence[Path]) -> bool:
        """Remove what is wrong, with the list item it stands in; False when there is nothing to."""
        items = {item for path in wrong if (item := self._item(path))}
        for item in sorted(items, key=_from_the_end):
            holder, step = self._node(item[:-1]), item[-1]
            self._forget(holder.pop(step))
            if isinstance(holder, list) and isinstance(step, int):
                kept = self._kept.setdefault(item[:-1], list(range(len(holder) + 1)))
                kept.pop(step)
        return bool(items)

    def as_written(self, path: Sequence[str | int]) -> Path:
        """The place in the person's text of a place in what remains."""
        steps = tuple(path)
        return tuple(
            self._kept[steps[:at]][step] if isinstance(step, int) and steps[:at] in self._kept
            else step
            for at, step in enumerate(steps)
        )  # fmt: skip

    def _item(self, path: Path) -> Path | None:
        """The innermost list item around `path`, or the entry at the top that it stands in."""
        inner = [at for at in range(len(path)) if isinstance(self._node(path[:at]), list)]
        found = path[: inner[-1] + 1] if inner else path[:1]
        holder = self._node(found[:-1])
        step = found[-1] if found else None
        there = step in holder if isinstance(holder, dict) else isinstance(step, int)
        return found if found and there else None

    def _node(self, path: Path) -> Any:
        node = self.tree
        for step in path:
            node = node[step]
        return node

    def _forget(self, node: Any) -> None:
        if isinstance(node, dict):
            self.gone.update(str(node[name]) for name in NAMING if name in node)
            for inner in node.values():
                self._forget(inner)
        elif isinstance(node, list):
            for inner in node:
                self._forget(inner)


def salvaged(tree: Any, model: type[M]) -> tuple[M, Remains] | None:
    """`model` of what remains, and how to speak of it; None when nothing sensible remains."""
    remains = Remains(tree)
    for _ in range(ROUNDS):
        try:
            return model.model_validate(remains.tree), remains
        except ValidationError as error:
            wrong = [_in_text(remains.tree, item["loc"]) for item in error.errors()]
        if not remains.take_out(wrong):
            return None
    return None


def _in_text(tree: Any, loc: Sequence[str | int]) -> Path:
    """The part of a validator's path that stands in the text."""
    path: list[str | int] = []
    step: Any
    for step in loc:
        known = range(len(tree)) if isinstance(tree, list) else tree
        if not isinstance(tree, (dict, list)) or step not in known:
            break
        tree = tree[step]
        path.append(step)
    return tuple(path)


def _from_the_end(path: Path) -> tuple[int, tuple[int, ...]]:
    numbers = tuple(-step for step in path if isinstance(step, int))
    return -len(path), numbers
