"""Every float says its unit at the end of its name, or is one of the few that have none.

Knows names only; whether the unit is the right one is a matter for the other tests.
"""

import ast
import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ["farm", "models", "drivers", "records", "controller", "dashboard", "hil_sim", "trials"]

UNITS = """
    s ms d h minutes seconds hz m m2 m3 l t kg g k c kw kwh w a v ma atm hpa kpa bar pa mm percent
    mg_l ug_l ppm us_cm mmol mol eq meq y heads fen yuan ppt j deg rpm l_mg mb
"""
OF_ITS_TAG = """
    value low high safe at back raw tolerance wanted step amount kept total reference before after
    near limit least most
"""
"""In the unit of the tag or sample they belong to."""
NO_UNIT = """
    ph fcr tgc cop speed gain bias scale add weight share factor fraction transfer best part ratio
    efficiency fast slow liquid m6 loss seed x y mean sd quality drift spread times per_10
    cv steepness
"""
ENDINGS = frozenset(f"{UNITS} {OF_ITS_TAG} {NO_UNIT}".split())
OF_ASYNCIO = {"farm/clock.py": {"call_at": "when", "call_later": "delay"}}
"""By file, the methods that override asyncio's event loop and the parameter asyncio named: whoever
calls by keyword must find it. Only there; a name that asyncio drops is noticed below."""
QUALIFIERS = ("_max", "_min", "_mean", "_p50", "_p99")


def floats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Parameters and fields declared as plain float."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            name, annotation = node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, annotation = node.target.id, node.annotation
        else:
            continue
        if isinstance(annotation, ast.Name) and annotation.id == "float":
            yield node.lineno, name


def says_its_unit(name: str) -> bool:
    for qualifier in QUALIFIERS:
        name = name.removesuffix(qualifier)
    words = name.lower().strip("_").split("_")
    return words[-1] in ENDINGS or "_".join(words[-2:]) in ENDINGS


def named_by_asyncio(place: str, tree: ast.AST) -> set[tuple[int, str]]:
    """Parameters of a file that are asyncio's, line and name."""
    methods = OF_ASYNCIO.get(place, {})
    return {
        (argument.lineno, argument.arg)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in methods
        for argument in node.args.args
        if argument.arg == methods[node.name]
    }


def silent(place: str, tree: ast.AST) -> list[str]:
    """Floats of a file that do not say their unit and might."""
    theirs = named_by_asyncio(place, tree)
    return [
        f"{place}:{line} {name}"
        for line, name in floats(tree)
        if not says_its_unit(name) and (line, name) not in theirs
    ]


def test_every_float_ends_in_its_unit() -> None:
    found = [
        said
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for said in silent(
            path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        )
    ]
    assert not found


def test_a_float_without_a_unit_is_noticed() -> None:
    tree = ast.parse("def f(oxygen: float, oxygen_mg_l: float, late_ms_max: float): ...")
    assert [name for _, name in floats(tree) if not says_its_unit(name)] == ["oxygen"]


def test_what_asyncio_named_is_asyncios_and_still_there() -> None:
    for place, methods in OF_ASYNCIO.items():
        tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
        assert {name for _, name in named_by_asyncio(place, tree)} == set(methods.values())
        for method, name in methods.items():
            theirs = inspect.signature(getattr(asyncio.AbstractEventLoop, method))
            assert name in theirs.parameters


def test_only_the_parameter_asyncio_named_is_let_pass() -> None:
    text = "def call_at(self, when: float, other: float): ...\ndef wait(self, when: float): ..."
    tree = ast.parse(text)
    assert silent("farm/clock.py", tree) == ["farm/clock.py:1 other", "farm/clock.py:2 when"]
    assert len(silent("farm/link.py", tree)) == 3
