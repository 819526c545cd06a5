"""What cannot start says why in one go, ends with 2 and leaves nothing behind.

Knows the command line only.
"""

import os
import socket
from pathlib import Path

import pytest

from tests.hil.hil_doors import ROOT, told

pytestmark = pytest.mark.hil


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The trial site with a wrong baud rate, an unknown profile and a bus nobody has."""
    text = (ROOT / "sites" / "trial.yaml").read_text(encoding="utf-8")
    text = text.replace("wire: /dev/ras/s1-aux, baud: 9600", "wire: /dev/ras/s1-aux, baud: 9601")
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """The schema is kept; a profile and a bus do not exist."""
    text = (ROOT / "sites" / "trial.yaml").read_text(encoding="utf-8")
    text = text.replace("{id: f-meter, profile: eastron/sdm630", "{id: f-meter, profile: no/such")
    text = text.replace("profile: atlas/ezo-do, bus: f-spring", "profile: atlas/ezo-do, bus: gone")
    path = tmp_path / "strange.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", ["check", "run", "sim", "dashboard"])
def test_a_broken_site_starts_nothing(verb: str, broken: Path, tmp_path: Path) -> None:
    data = [] if verb == "check" else ["--data", str(tmp_path / "data")]
    ended = told(verb, str(broken), *data)
    assert ended.returncode == 2, ended.stderr
    assert "broken.yaml:" in ended.stderr + ended.stdout and "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists(), "nothing is begun"


@pytest.mark.parametrize("verb", ["check", "run", "sim"])
def test_all_mistakes_are_told_at_once(verb: str, strange: Path, tmp_path: Path) -> None:
    data = [] if verb == "check" else ["--data", str(tmp_path / "data")]
    ended = told(verb, str(strange), *data)
    said = ended.stderr + ended.stdout
    assert ended.returncode == 2 and "no/such" in said and "gone" in said, said


def test_a_demonstration_of_a_broken_site_starts_nothing(broken: Path, tmp_path: Path) -> None:
    ended = told("demo", "--site", str(broken), "--data", str(tmp_path / "data"))
    assert ended.returncode == 2 and "broken.yaml:" in ended.stderr
    assert not list((tmp_path / "data").glob("*.log"))


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        demo = told("demo", "--site", "sites/trial.yaml", "--port", port, "--data", str(tmp_path))
        alone = told(
            "dashboard", "sites/trial.yaml", "--port", port, "--data", str(tmp_path / "alone")
        )
    for ended in (demo, alone):
        assert ended.returncode == 2 and port in ended.stderr, ended.stderr
        assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("*.log"))


@pytest.mark.parametrize("verb", ["run", "sim", "dashboard", "demo"])
def test_a_data_folder_that_cannot_be_written_is_one_sentence(verb: str, tmp_path: Path) -> None:
    """A file stands where the folder should be: not even root can write into that."""
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    site = ["--site", "sites/trial.yaml"] if verb == "demo" else ["sites/trial.yaml"]
    ended = told(verb, *site, "--data", str(blocked / "data"))
    assert ended.returncode == 2 and "blocked" in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_one_sentence(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ended = told("run", "sites/trial.yaml", "--data", str(closed / "data"))
    assert ended.returncode == 2 and "Traceback" not in ended.stderr


def test_a_speed_beyond_ten_is_refused_with_the_reason(tmp_path: Path) -> None:
    ended = told("demo", "--site", "sites/trial.yaml", "--speed", "11", "--data", str(tmp_path))
    assert ended.returncode == 2 and "11" in ended.stderr and "10" in ended.stderr
