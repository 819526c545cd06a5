"""Scenarios that cannot be meant so: overlapping orders, unknown names, each with its line.

Knows the schema of scenarios; runs none.
"""

from pathlib import Path

import pytest

from farm.problem import Misconfigured
from farm.site import Site
from trials.scenarios import Scenario, read_scenario
from trials.unknown_names import refuse_unknown

HEAD = """
schema: ras-trial/1
name: TWICE
title: {zh: 两次, en: Twice}
source: here
sites: [trial]
seconds: 1000
"""
FIRST_LINE = HEAD.count("\n") + 2
"""Line of the first order."""


def scenario(*orders: str) -> Scenario:
    text = HEAD + "orders:\n" + "".join(f"  - {{{order}}}\n" for order in orders)
    return read_scenario("twice.yaml", text)


def refused(*orders: str) -> list[tuple[int, str]]:
    """Lines of what was refused, and what was said."""
    with pytest.raises(Misconfigured) as caught:
        scenario(*orders)
    return [(one.line - FIRST_LINE, one.wrong.en) for one in caught.value.problems]


MUTE = "do: fault, device: s1-04-do-a, kind: mute"
MAINS = "do: plant, what: mains"
LEAK = "do: plant, what: leak, place: '1'"


@pytest.mark.parametrize(
    "orders",
    [
        (f"at_s: 10, {MUTE}, for_s: 90", f"at_s: 99, {MUTE}, for_s: 5"),
        (f"at_s: 99, {MUTE}, for_s: 5", f"at_s: 10, {MUTE}, for_s: 90"),
        (f"at_s: 10, {MUTE}", f"at_s: 500, {MUTE}"),
        (f"at_s: 10, {LEAK}, value: 3, for_s: 60", f"at_s: 60, {LEAK}, value: 5, for_s: 60"),
        (f"at_s: 10, {LEAK}, value: 3", f"at_s: 10, {LEAK}, value: 5"),
        (
            "at_s: 10, do: line, bus: s1-do-a, kind: silent, for_s: 60",
            "at_s: 60, do: line, bus: s1-do-a, kind: silent, for_s: 60",
        ),
        (
            "at_s: 10, do: foreign, tag: 1.fan, every_s: 5, for_s: 60",
            "at_s: 60, do: foreign, tag: 1.fan",
        ),
    ],
)
def test_the_same_fault_twice_at_one_time_is_refused(orders: tuple[str, str]) -> None:
    (one,) = refused(*orders)
    later = max(range(2), key=lambda n: float(orders[n].split(",")[0].split()[1]) + n / 10)
    assert one[0] == later and f"line {FIRST_LINE + 1 - later}" in one[1]


@pytest.mark.parametrize(
    "orders",
    [
        (f"at_s: 10, {MUTE}, for_s: 90", f"at_s: 100, {MUTE}, for_s: 5"),
        (f"at_s: 10, {MUTE}, for_s: 90", f"at_s: 10, {MUTE.replace('04', '03')}, for_s: 90"),
        (f"at_s: 10, {MUTE}", "at_s: 50, do: clear, device: s1-04-do-a", f"at_s: 60, {MUTE}"),
        (f"at_s: 10, {LEAK}, value: 3", f"at_s: 20, {LEAK}, value: 5"),
        (
            "at_s: 10, do: plant, what: mains, value: 0",
            "at_s: 70, do: plant, what: mains, value: 1",
        ),
        (
            f"at_s: 10, {MUTE}, for_s: 90",
            "at_s: 20, do: fault, device: s1-04-do-a, kind: wrong_count",
        ),
    ],
)
def test_what_follows_or_happens_elsewhere_is_taken(orders: tuple[str, ...]) -> None:
    assert len(scenario(*orders).orders) == len(orders)


def test_a_third_order_inside_a_long_first_one_is_found_too() -> None:
    orders = [
        f"at_s: {at_s}, {MUTE}, for_s: {for_s}" for at_s, for_s in [(0, 500), (20, 5), (50, 5)]
    ]
    assert [line for line, _ in refused(*orders)] == [1, 2]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("at_s: 1, do: line, bus: s1-io, kind: sulks", "sulks"),
        ("at_s: 1, do: fault, device: s1-io, kind: sulks", "sulks"),
        ("at_s: 1, do: plant, what: sulks, place: '1'", "sulks"),
    ],
)
def test_a_fault_nobody_knows_is_refused_with_those_there_are(order: str, said: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        scenario(order)
    (one,) = caught.value.problems
    assert one.line == FIRST_LINE and said in one.wrong.en and len(one.remedy.en) > 20


def test_names_a_site_has_not_are_told_with_line_and_what_there_is(
    tmp_path: Path, trial_site: Site
) -> None:
    text = HEAD + (
        "orders:\n"
        f"  - {{at_s: 10, {MUTE.replace('s1-04-do-a', 's1-09-do-a')}, for_s: 5}}\n"
        "  - {at_s: 10, do: line, bus: s1-do-z, kind: silent, for_s: 5}\n"
        "  - {at_s: 10, do: plant, what: valve_stuck, place: 1-09, for_s: 5}\n"
        "expect:\n"
        "  - {check: oxygen_held, tank: 1-99, at_mg_l: 8, within_mg_l: 1, from_s: 0, to_s: 9}\n"
        "  - {check: good_by, tag: 1-01.do_c, from_s: 0, by_s: 9}\n"
    )
    (tmp_path / "TWICE.yaml").write_text(text, encoding="utf-8")
    one = read_scenario("TWICE.yaml", text)
    with pytest.raises(Misconfigured) as caught:
        refuse_unknown(one, trial_site, tmp_path)
    told = {problem.line - FIRST_LINE: problem for problem in caught.value.problems}
    assert sorted(told) == [0, 1, 2, 4, 5]
    for line, near in enumerate(["s1-01-do-a", "s1-do-a", "1-01"]):
        assert near in told[line].remedy.en
    assert Path(told[0].file).name == "TWICE.yaml"
