"""Every float says its unit at the end of its name, or is one of the few that have none.

Knows names only; whether the unit is the right one is a matter for the other tests.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ["farm", "models", "drivers", "records", "controller", "dashboard", "hil_sim", "trials"]

UNITS = """
    s ms d h minutes seconds hz m m2 m3 l t kg g k c kw kwh w a v ma atm hpa kpa bar pa mm percent
    mg_l ug_l ppm us_cm mmol mol eq meq y heads fen yuan ppt j deg rpm l_mg
"""
OF_ITS_TAG = """
    value low high safe at back raw tolerance wanted step amount kept total reference before after
    near limit
"""
"""In the unit of the tag or sample they belong to."""
NO_UNIT = """
    ph fcr tgc cop speed gain bias scale add weight share factor fraction transfer best part ratio
    efficiency fast slow liquid m6 loss seed x y mean sd quality drift spread times per_10
"""
ENDINGS = frozenset(f"{UNITS} {OF_ITS_TAG} {NO_UNIT}".split())
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


def test_every_float_ends_in_its_unit() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in floats(ast.parse(path.read_text(encoding="utf-8")))
        if not says_its_unit(name)
    ]
    assert not silent


def test_a_float_without_a_unit_is_noticed() -> None:
    tree = ast.parse("def f(oxygen: float, oxygen_mg_l: float, late_ms_max: float): ...")
    assert [name for _, name in floats(tree) if not says_its_unit(name)] == ["oxygen"]
