"""A soak: what is drawn can be run, a break can be found again, a lost worker costs one seed."""

import io
import json
import sys
from pathlib import Path
from random import Random

import pytest
from pydantic import TypeAdapter

from drivers.profiles import load_profiles
from farm.site import Site
from trials.orders import AnyOrder
from trials.orders.overlap import overlapping
from trials.scenarios import strangers
from trials.soak import crew, draw, run
from trials.soak.crew import Crew
from trials.soak.draw import drawn
from trials.soak.kinds import MINOR, STARVES, UNTOLD, VALUES, kinds
from trials.soak.report import Soaked, markdown
from trials.verdict import open_site

SEEDS = 40


@pytest.fixture(scope="module")
def site() -> Site:
    return open_site("trial", load_profiles())


def test_what_is_drawn_can_be_run_and_ends_before_the_end(site: Site) -> None:
    for seed in range(SEEDS):
        one = drawn(seed, site, "trial")
        assert one == drawn(seed, site, "trial")
        assert not strangers(one, site)
        assert not any(overlapping(one.orders))
        assert len(one.orders) == 2
        for order in one.orders:
            assert order.unknown() is None
            assert draw.FIRST_S <= order.at_s < one.seconds - draw.QUIET_S


def test_every_fault_can_be_drawn_at_the_trial_site(site: Site) -> None:
    places, dice = draw.Places(site), Random("every")
    for kind in kinds():
        order = draw.ordered(kind, places, dice, 900.0)
        assert order is not None, kind
        one: AnyOrder = TypeAdapter(AnyOrder).validate_python(order)
        assert one.unknown() is None, kind


def test_every_row_of_the_tables_is_of_a_fault_there_is() -> None:
    known = {(kind.do, kind.name) for kind in kinds()} | UNTOLD
    assert set(VALUES) | STARVES | MINOR <= known


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "SECONDS", (60, 70))
    monkeypatch.setattr(draw, "FIRST_S", 10.0)
    monkeypatch.setattr(draw, "QUIET_S", 20.0)
    monkeypatch.setattr(draw, "END_S", 10.0)


@pytest.mark.usefixtures("tiny")
def test_two_tiny_runs_are_told_and_the_same_seed_does_the_same(site: Site) -> None:
    profiles = load_profiles()
    first, again = (run.recorded(7, "trial", site, profiles) for _ in range(2))
    assert first["fingerprint"]
    assert first | {"took_s": 0} == again | {"took_s": 0}
    assert json.loads(json.dumps(first)) == first


@pytest.mark.usefixtures("tiny")
def test_what_does_not_hold_is_told_with_its_figure(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = drawn(7, site, "trial").model_copy(update={"oxygen_floor_mg_l": 20.0})
    monkeypatch.setattr(run, "drawn", lambda *_: one)
    told = run.recorded(7, "trial", site, load_profiles())["broken"]
    assert list(told) == ["I4"]
    assert "true oxygen at least" in told["I4"]


def test_a_run_that_raises_is_a_break(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("a state that is no number")

    monkeypatch.setattr(run, "tried", broken)
    told = run.recorded(7, "trial", site, {})["broken"]
    assert told == {"raised": "ArithmeticError: a state that is no number"}


WORKER = """
import json, os, sys
for line in sys.stdin:
    seed = int(line)
    if seed == 3:
        os._exit(9)
    broken = {"I3": "fed beside it for 9 s"} if seed == 5 else {}
    print(json.dumps({"seed": seed, "site": "trial", "seconds": 600.0, "took_s": 2.0,
        "faults": ["mute a"], "orders": [], "broken": broken,
        "fingerprint": "f" if seed else str(os.getpid())}), flush=True)
    if seed == 0:
        break
"""


def soaked(folder: Path, limit: int) -> tuple[Soaked, list[dict[str, object]], str]:
    clock = iter(range(10_000))
    found = Soaked("trial", "2026-11-22 00:00", 0, 1, 1.0)
    file, report = io.StringIO(), folder / "report.md"
    pages: list[str] = []
    one = Crew("trial", 0, lambda: float(next(clock)), 9000.0, file, report, found, limit=limit)
    one.program = (sys.executable, "-c", WORKER)
    one.told = lambda record, so_far: pages.append(report.read_text(encoding="utf-8"))
    one.work(1)
    records = [json.loads(line) for line in file.getvalue().splitlines()]
    assert all("still running" in page for page in pages), "whole after every run, if killed then"
    return found, records, report.read_text(encoding="utf-8")


def test_a_worker_that_dies_costs_its_seed_and_the_report_names_the_way_back(
    tmp_path: Path,
) -> None:
    found, records, page = soaked(tmp_path, 8)
    assert [row["seed"] for row in records if row["broken"]] == [0, 3, 5]
    assert found.runs == len(records) == 8
    assert "ended with 9" in page
    assert "| I3 | 1 | 5 |" in page
    assert "`ras soak --replay 5 --site trial`" in page
    assert "still running" not in page


def test_a_seed_that_does_something_else_again_is_a_break(tmp_path: Path) -> None:
    found, records, _ = soaked(tmp_path, 2)
    again = records[1]["broken"]
    assert isinstance(again, dict)
    assert list(again) == ["same seed, same run"]
    assert found.same == 0


def test_a_worker_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "RUN_WITHIN_S", 0.0)
    _, records, _ = soaked(tmp_path, 1)
    assert records[0]["broken"] == {"process": "not over after 0 s"}


def test_the_page_is_sound_before_anything_ran() -> None:
    assert "| runs | 0 |" in markdown(Soaked("trial", "2026-11-22 00:00", 0, 1, 1.0))
