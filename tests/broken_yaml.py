"""YAML files as people and disks break them: for whatever must refuse them in words.

Knows no schema; mutates any tree or text by seed.
"""

import random
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2, 3, 15, 16, 125, 126, 255, 256, 2000, 65535, 65536, 2**31, 2**70,
    -0.0, 0.5, 1e-320, 1e308, float("nan"), float("inf"), "", " ", "x", "0x10", "on", "12:30:00",
    "饲料", "\u202e", "a" * 3000, [], [[]], {}, [1, 2], [2, 1], [0, 0, 0], {"zh": "一"}, {"x": {}},
    "bit", "string", "float32", "uint64", "coil", "input", "word", "rtu", "tcp", "stream", "draft",
)  # fmt: skip
TEXT = ("\t", "{", "}", "[", ": ", "- ", "&a ", "*a", "!!python/object:os.system ", "'", '"', "#",
        "\x00", "\ufeff", "---\n", "<<: ", "é", "\r", "0x", "%YAML 9.9\n")  # fmt: skip


def plain(text: str) -> Any:
    """A YAML text as a plain tree."""
    return YAML(typ="safe", pure=True).load(text)


def dumped(tree: Any) -> str:
    """A tree as YAML text."""
    out = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.dump(tree, out)
    return out.getvalue()


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    rows = [path] if path else []
    if isinstance(node, dict):
        steps: list[Any] = list(node)
    else:
        steps = list(range(len(node))) if isinstance(node, list) else []
    for step in steps:
        rows += _places(node[step], (*path, step))
    return rows


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def broken_tree(tree: Any, dice: random.Random) -> None:
    """One change somewhere in the tree, in place."""
    places = _places(tree)
    if not places:
        return
    path = dice.choice(places)
    holder, step = _at(tree, path[:-1]), path[-1]
    kind = dice.randrange(7)
    if kind == 0:
        del holder[step]
    elif kind in (1, 2):
        holder[step] = dice.choice(ODD)
    elif kind == 3:
        holder[step] = _copy(_at(tree, dice.choice(places)))
    elif kind == 4 and isinstance(holder, list):
        holder.insert(step, _copy(holder[dice.randrange(len(holder))]))
    elif kind == 5 and isinstance(holder, dict):
        holder[dice.choice(("x", "key", "count", "é", 7, "bits", "mask"))] = holder.pop(step)
    else:
        _nudged(holder, step, dice)


def _nudged(holder: Any, step: Any, dice: random.Random) -> None:
    value = holder[step]
    if isinstance(value, bool) or value is None:
        holder[step] = not value
    elif isinstance(value, (int, float)):
        holder[step] = dice.choice((-value, value + 1, value - 1, value * 2, value * 1000))
    elif isinstance(value, str) and value:
        at = dice.randrange(len(value))
        holder[step] = value[:at] + dice.choice("0Fx /é") + value[at + 1 :]
    elif isinstance(value, list):
        value.reverse()


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(value) for value in node] if isinstance(node, list) else node


def broken_text(text: str, dice: random.Random) -> str:
    """One change somewhere in the text itself."""
    lines = text.splitlines(keepends=True)
    at, place = dice.randrange(len(lines)), dice.randrange(len(text))
    kind = dice.randrange(6)
    if kind == 0:
        return "".join(lines[:at] + lines[at + 1 :])
    if kind == 1:
        return text[:place]
    if kind == 2:
        return text[:place] + dice.choice(TEXT) + text[place:]
    if kind == 3:
        return "".join([*lines[:at], " " * dice.randrange(1, 4) + lines[at], *lines[at + 1 :]])
    if kind == 4:
        return "".join([*lines, *lines[at:]])
    return text[:place] + text[place + 1 + dice.randrange(9) :]


def broken(text: str, tree: Any, seed: int) -> str:
    """The file with one to four changes, to its tree or its text."""
    dice = random.Random(seed)
    if dice.random() < 0.3:
        for _ in range(dice.randint(1, 3)):
            text = broken_text(text, dice) or "x"
        return text
    tree = _copy(tree)
    for _ in range(dice.randint(1, 4)):
        if isinstance(tree, (dict, list)) and tree:
            broken_tree(tree, dice)
    return dumped(tree)
