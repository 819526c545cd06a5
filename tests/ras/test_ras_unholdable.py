"""What the simulated physics cannot hold, and a plant that is lost, as the verbs say it.

Starts no process and opens no wire.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from farm.problem import Misconfigured
from hil_sim.plant.finite import NotFinite
from ras import scenario
from ras.__main__ import app
from ras.refusal import NO
from ras.sim import lost_numbers
from trials import verdict

TRIAL = Path(__file__).parents[2] / "sites" / "trial.yaml"
RIGHT, WRONG = "pump_shutoff_head_m: 8.0", "pump_shutoff_head_m: 4.0"


@pytest.fixture
def dry(tmp_path: Path) -> Path:
    """The trial site with pumps that lift nothing."""
    text = TRIAL.read_text(encoding="utf-8")
    assert RIGHT in text
    path = tmp_path / "trial.yaml"
    path.write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", [["sim"], ["demo", "--for", "5", "--site"]])
def test_a_pump_without_a_path_is_said_before_anything_starts(
    verb: list[str], dry: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    result = CliRunner().invoke(app, [*verb, str(dry), "--data", str(data)])
    assert isinstance(result.exception, Misconfigured) and not data.exists()
    (problem,) = result.exception.problems
    assert problem.path.endswith("pump_shutoff_head_m") and problem.line > 1
    assert Path(problem.file) == dry


def test_a_scenario_on_it_is_refused_too(dry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "SITES", dry.parent)
    monkeypatch.setattr(verdict.open_site, "__defaults__", (dry.parent,))
    result = CliRunner().invoke(scenario.app, ["run", "F-14", "--site", "trial"])
    assert isinstance(result.exception, Misconfigured)
    assert "pump_shutoff_head_m" in str(result.exception)


def test_a_lost_plant_is_told_with_seed_second_and_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = ("7", "81", "60", "tan_mg_l", "here.json")
    lost = NotFinite(7, 81.0, 60.0, ["tanks.tan_mg_l"], "var/not-finite/here.json")

    def stops(*_: object) -> None:
        raise lost

    monkeypatch.setattr(verdict, "tried", stops)
    result = CliRunner().invoke(scenario.app, ["run", "F-14", "--site", "trial"])
    told = f"{result.stdout} {result.exception}"
    assert result.exit_code == NO and all(piece in told for piece in pieces)
    said = lost_numbers(lost)
    assert said.exit_code == NO
    assert all(piece in words for words in (said.words.zh, said.words.en) for piece in pieces)
