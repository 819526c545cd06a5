"""Site files as people and disks break them: refused in words, or sound enough to run.

It refuses to know the schema; changes are drawn by the seed.
"""

import copy
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

from drivers.profiles import load_profiles
from farm.problem import Misconfigured
from farm.site_check import load_site
from hil_sim.stocking import fullest_day
from trials.checks.desk import Told

SITE = Path(__file__).parents[2] / "sites" / "trial.yaml"
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 256, 2**40, -0.0, 1e308, float("nan"), float("inf"), "", " ", "x", "1-01",
    "on", [], {}, [1, 2], {"zh": "一"},
)  # fmt: skip
SMOKE_S = 20.0
RUNS = 3
"""Accepted files that are also run, the first so many: a run costs a second."""


def mutated(seed: int, count: int) -> Told:
    """F-62: of so many broken files none is accepted that breaks an invariant of a short run."""
    yaml, profiles = YAML(typ="safe", pure=True), load_profiles()
    tree = yaml.load(SITE.read_text(encoding="utf-8"))
    dice, refused, accepted, worse = Random(seed), 0, [], []
    for number in range(count):
        one = copy.deepcopy(tree)
        _broken(one, dice)
        out = StringIO()
        yaml.dump(one, out)
        try:
            accepted.append(load_site("mutated.yaml", out.getvalue(), profiles))
        except Misconfigured as wrong:
            refused += 1
            if not all(problem.line > 0 for problem in wrong.problems):
                worse.append(f"number {number}: a problem without a line")
        except Exception as error:  # noqa: BLE001 - the finding itself: a person would see this
            worse.append(f"number {number}: {type(error).__name__} {error}"[:120])
    for site in accepted[:RUNS]:
        worse += _run(site, profiles)
    said = f"{refused} of {count} broken files refused, {len(accepted)} harmless, "
    said += f"{min(len(accepted), RUNS)} of them run"
    return not worse, said + "".join(f"; {row}" for row in worse[:2])


def _run(site: Any, profiles: Any) -> list[str]:
    from trials.invariants import Allowance, invariants
    from trials.whole_farm import try_farm
    from trials.witness import Witness

    seen = Witness()
    try:
        trial = try_farm(site, profiles, fullest_day(site), SMOKE_S, watch=seen)
    except Exception as error:  # noqa: BLE001 - accepted, and cannot be run: the finding itself
        return [f"accepted, and does not run: {type(error).__name__} {error}"[:160]]
    findings = invariants(trial, profiles, seen, Allowance())
    return [str(one) for one in findings if not one.ok and one.id in ("I1", "I2", "I3")]


def _broken(tree: Any, dice: Random) -> None:
    holder, step = dice.choice(list(_places(tree)))
    kind = dice.randrange(4)
    if kind == 0 and isinstance(holder, dict):
        del holder[step]
    elif kind == 1 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[step]))
    elif kind == 2 and isinstance(holder[step], int | float):
        holder[step] = holder[step] * dice.choice([-1, 0, 10, 1000])
    else:
        holder[step] = copy.deepcopy(dice.choice(ODD))


def _places(node: Any) -> Any:
    steps: Any = list(node) if isinstance(node, dict) else range(len(node))
    for step in steps:
        yield node, step
        if isinstance(node[step], dict | list):
            yield from _places(node[step])
