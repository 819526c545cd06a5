"""Broken site files by the thousand: accepted means its wires can be built, refused means words.

Opens no wire: building one is not opening it.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.field import build_field
from drivers.port import Port
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.problem import Misconfigured
from farm.sample import Sample
from farm.site import Bus, Site
from farm.site_check import load_site
from tests.broken_yaml import broken, plain
from tests.drivers.test_drivers_broken_profiles import readable

BENCH = (Path(__file__).parents[2] / "sites" / "bench.yaml").read_text(encoding="utf-8")
PROFILES = load_profiles()
CASES = 3


@cache
def bench() -> Any:
    return plain(BENCH)


async def built(site: Site) -> None:
    async def never(bus: Bus) -> Port:
        raise AssertionError("nothing is opened here")

    samples: list[Sample] = []
    field = build_field(site, PROFILES, never, loop_clock(), samples.extend)
    assert set(field.buses) <= {bus.id for bus in site.buses}


def judged(text: str) -> bool:
    """Whether the file is accepted; either way it is held to its word."""
    try:
        site = load_site("x.yaml", text, PROFILES)
    except Misconfigured as error:
        readable(error.problems)
        return False
    run_simulated(built(site))
    return True


@given(seed=st.integers(0, 2**63))
def test_a_broken_site_works_or_is_refused_in_words(seed: int) -> None:
    for step in range(CASES):
        judged(broken(BENCH, bench(), seed + step))


def test_the_bench_itself_is_accepted() -> None:
    assert judged(BENCH)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("devices:", "devices: &d\n  - *d\nold:"),
        ("id: bench", "<<: {7: 8}\nid: bench"),
        ("id: bench", "7: {id: 8}\nid: bench"),
        ("id: bench", "id: !!set {bench}"),
        ("id: bench", "id: !home bench"),
        ("id: bench", "id: bench\nid: bench"),
    ],
)
def test_yaml_that_no_site_needs_is_refused_in_words(was: str, becomes: str) -> None:
    assert was in BENCH
    assert not judged(BENCH.replace(was, becomes, 1))


def test_two_devices_on_one_text_line_are_refused_before_anything_is_built() -> None:
    scale = "  - {id: %s, profile: yaohua/xk3190-a9, bus: t, unit: %d, points: {weight: %s}}\n"
    text = BENCH.replace("buses:\n", "buses:\n  - {id: t, kind: ascii, wire: /dev/ras/t}\n", 1)
    one = text.replace("devices:\n", "devices:\n" + scale % ("s1", 1, "farm.scale"), 1)
    assert judged(one)
    two = one.replace("devices:\n", "devices:\n" + scale % ("s2", 2, "1-01.hopper"), 1)
    with pytest.raises(Misconfigured) as caught:
        load_site("x.yaml", two, PROFILES)
    assert [p.path for p in caught.value.problems] == ["devices.1.bus"]
