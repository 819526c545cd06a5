"""Names a scenario uses and a site does not have, as mistakes of its file: line and what there is.

It refuses to judge faults and times; `scenarios` does.
"""

from collections.abc import Iterable
from pathlib import Path

from farm.document import Document
from farm.problem import Misconfigured
from farm.site import Site
from farm.words import Words
from trials.scenarios import FOLDER, Scenario, names_of, unknown_names

SHOWN = 12
"""Names offered at most."""


def refuse_unknown(scenario: Scenario, site: Site, folder: Path = FOLDER) -> None:
    """Misconfigured with file and line of every name the site has not.

    Of a scenario that has no file (made of others, or in memory) nothing is said here.
    """
    path, there = folder / f"{scenario.name}.yaml", names_of(site)
    found = unknown_names(scenario, site)
    if not found or not path.is_file():
        return
    document = Document(str(path), path.read_text(encoding="utf-8"))
    problems = []
    for part, index, kind, name in found:
        some = _nearest(name, there[kind])
        problems.append(
            document.problem(
                (part, index, kind),
                Words(zh=f"场地 {site.id} 没有 {name}", en=f"site {site.id} has no {name}"),
                Words(zh=f"用：{some}", en=f"use one of: {some}"),
            )
        )
    raise Misconfigured(problems)


def _nearest(name: str, names: Iterable[str]) -> str:
    """Those that look most like it first."""
    near = sorted(names, key=lambda one: (-_alike(one, name), one))
    return ", ".join(near[:SHOWN]) + (" …" if len(near) > SHOWN else "")


def _alike(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))
