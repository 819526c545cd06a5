"""Every verb says how it is used, and none shows a traceback for a person's mistake."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SITES = Path(__file__).parents[2] / "sites"
TRIAL = SITES / "trial.yaml"
VERBS = (
    "demo", "check", "poll", "scan", "readdress", "calibrate", "run", "dashboard", "sim",
    "water", "verify", "replay", "history query", "dividend run", "people add", "people list",
    "export yield", "export dividend", "export dividends", "export notice", "export statement",
    "export statements", "export annual", "scenario list", "scenario run", "trail",
    "dividend prepare", "dividend review", "dividend approve", "dividend post", "dividend pay",
    "dividend results", "dividend step", "dividend show", "members import", "bank check",
    "bank open", "anchor print", "anchor save", "anchor send", "keys make", "keys rotate",
    "keys reseal",
)  # fmt: skip
GROUPS = (
    "", "history", "dividend", "people", "export", "scenario", "members", "bank", "anchor", "keys",
)  # fmt: skip

Ras = Callable[..., Any]


@pytest.mark.parametrize("verb", [*GROUPS, *VERBS])
def test_help_shows_an_example(ras: Ras, verb: str) -> None:
    answer = ras(*verb.split(), "--help")
    assert answer.code == 0
    assert f"例 / example: ras {verb}" in answer.out


@pytest.mark.parametrize("verb", [*VERBS, "nonsense"])
def test_an_unknown_option_is_usage(ras: Ras, verb: str) -> None:
    answer = ras(*verb.split(), "--no-such-option")
    assert answer.code == 2
    assert answer.err and not answer.out


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of things that are not what they should be."""
    (tmp_path / "file").write_text("words\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "strange.yaml").write_text("no_bus: /dev/null\n")
    (tmp_path / "broken.yaml").write_text("a: [1\n")
    (tmp_path / "numbers.yaml").write_text("s1-aux: 5\n")
    (tmp_path / "unhashed.yaml").write_text("[1, {a: 2}]: 3\n")
    (tmp_path / "scenario.yaml").write_text("schema: ras-sim/1\nsite: none.yaml\n")
    (tmp_path / "typo.yaml").write_text("schema: ras-sim/1\nsiet: none.yaml\n")
    (tmp_path / "fish.json").write_text('[{"tank": "9-99", "heads": 1}]')
    (tmp_path / "data" / "controller" / "history").mkdir(parents=True)
    return tmp_path


SITE_VERBS = ("check SITE", "poll SITE", "run SITE", "dashboard SITE", "sim SITE",
              "demo --site SITE", "replay SITE 1-01.oxygen_valve --at now",
              "people list SITE")  # fmt: skip
NOT_A_SITE = (("none", "no file"), ("folder", "is a folder"), ("binary", "not UTF-8"),
              ("broken.yaml", "not valid YAML"), ("file", "mapping"))  # fmt: skip


@pytest.mark.parametrize("verb", SITE_VERBS)
@pytest.mark.parametrize(("name", "says"), NOT_A_SITE)
def test_what_is_no_site_file_is_said(
    ras: Ras, place: Path, verb: str, name: str, says: str
) -> None:
    answer = ras(*verb.replace("SITE", str(place / name)).split())
    assert_refused(answer, says)


def assert_refused(answer: Any, says: str, code: int = 2) -> None:
    assert answer.code == code
    assert says in answer.err
    assert re.search(r"[\u4e00-\u9fff].* \| .*[a-z]", answer.err), "both languages"
    assert "Traceback" not in answer.err
    assert not answer.out


MISTAKES = (
    ("run TRIAL --data P/file", "cannot write the data folder", 2),
    ("run TRIAL --data P/d --wires P/none", "no file", 2),
    ("run TRIAL --data P/d --wires P/strange.yaml", "unknown buses no_bus", 2),
    ("run TRIAL --data P/d --wires P/broken.yaml", "no table of wires", 2),
    ("poll TRIAL --wires P/numbers.yaml", "no table of wires", 2),
    ("poll TRIAL --wires P/unhashed.yaml", "no table of wires", 2),
    ("poll TRIAL --wires P/file", "no table of wires", 2),
    ("dashboard TRIAL --data P/file", "cannot write the data folder", 2),
    ("sim TRIAL --data P/file", "cannot write the data folder", 2),
    ("sim TRIAL --data P/s --stock P/none", "no file", 2),
    ("sim TRIAL --data P/s --stock P/file", "first mistake", 2),
    ("sim TRIAL --data P/s --stock P/fish.json", "first mistake at 0.biomass_kg", 2),
    ("sim P/scenario.yaml --data P/s", "no file", 2),
    ("sim P/typo.yaml --data P/s", "unknown entry siet", 2),
    ("demo --site TRIAL --data P/file --port PORT", "cannot write the data folder", 2),
    ("demo --site TRIAL --data P/d --port PORT --speed 11", "1 to 10", 2),
    ("demo --site TRIAL --data P/d --port PORT --speed 0.5", "1 to 10", 2),
    ("demo --site TRIAL --data P/d --port PORT --speed nan", "1 to 10", 2),
    ("demo --site TRIAL --data P/d --fault nonsense", "cannot read nonsense", 2),
    ("demo --site TRIAL --data P/d --fault mute:s1-io@nan", "cannot read", 2),
    ("demo --site TRIAL --data P/d --fault late:s1-io:-1@3", "cannot read", 2),
    ("demo --site TRIAL --data P/d --kill cat@3", "cannot read cat@3", 2),
    ("demo --site TRIAL --data P/d --port PORT --fault mute:s1-oi@3", "nearest are s1-io", 2),
    ("demo --site TRIAL --data P/d --port PORT --for 9 --kill sim@9", "after --for 9", 2),
    ("demo --site TRIAL --data P/d --port PORT --host 192.0.2.1", "check --host", 2),
    ("replay TRIAL 1-01.oxygen_valv --at now", "nearest are 1-01.oxygen_valve", 2),
    ("replay TRIAL 1-01.oxygen_valve --at yesterday", "cannot read the time", 2),
    ("replay TRIAL 1-01.oxygen_valve --at -99999999999d", "1970", 2),
    ("replay TRIAL 1-01.oxygen_valve --at -5m --data P/data", "is not kept", 1),
    ("history query x --data P/none", "no history in", 2),
    ("history query x --data P/data", "never recorded", 1),
    ("history query x --data P/data --from zzz", "cannot read the time zzz", 2),
    ("history query x --data P/data --from now --to -1h", "before --to", 2),
    ("history query x --data P/data --from 2026-01-01 --zone Mars", "no time zone Mars", 2),
    ("dividend run P/none", "no file", 2),
    ("dividend run P/folder", "is a folder", 2),
    ("export dividend P/none P/o.xlsx", "no file", 2),
    ("export dividend P/file P/o.xlsx", "not valid JSON", 2),
    ("export yield P/o.xlsx --data P/none", "no journal.db", 2),
    ("export yield P/o.docx --data P/none", "formats are xlsx, pdf", 2),
    ("export yield P/o.xlsx --month 2026-13", "write it as 2026-11", 2),
    ("export yield P/o.xlsx --month 2026-11 --year 2026", "give one span", 2),
    ("export yield P/o.xlsx --from 2026-02-30 --to 2026-03-01", "cannot be read", 2),
    ("export yield P/o.pdf --url http://127.0.0.1:PORT", "a year as xlsx only", 2),
    ("export annual P/o.pdf --data P/file", "not a database file", 2),
    ("export notice v-1 P/o.xlsx --data P/none", "no journal.db", 2),
    ("export statement v-1 M1 P/o.xlsx --data P/none", "a statement is a PDF", 2),
    ("people list TRIAL --data P/none", "no books", 1),
    ("people add TRIAL x --post y --role king --data P/d", "no role king", 2),
    ("scenario run F-99", "no scenario F-99", 2),
    ("water --temp-c 20 --altitude-m 1 --pressure-hpa 1000", "not both", 2),
)


@pytest.mark.parametrize(("line", "says", "code"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_one_sentence(
    ras: Ras, place: Path, free_port: int, line: str, says: str, code: int
) -> None:
    known = {"TRIAL": str(TRIAL), "PORT": str(free_port)}
    words = [known.get(word, word.replace("P/", f"{place}/")) for word in line.split()]
    assert_refused(ras(*words), says, code)
    assert not (place / "o.xlsx").exists()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


@pytest.mark.parametrize("verb", ["demo --site", "dashboard"])
def test_a_port_in_use_is_named(ras: Ras, tmp_path: Path, taken_port: int, verb: str) -> None:
    data = tmp_path / "data"
    answer = ras(*verb.split(), TRIAL, "--data", data, "--port", taken_port)
    assert answer.code == 2
    assert f"{taken_port}" in answer.err and f"--port {taken_port + 1}" in answer.err
    assert "端口" in answer.err and "in use" in answer.err


def test_a_token_and_no_dashboard_is_an_answer(ras: Ras, tmp_path: Path, free_port: int) -> None:
    (tmp_path / "viewer.token").write_text("x" * 40)
    url = f"http://127.0.0.1:{free_port}"
    out = tmp_path / "o.xlsx"
    assert_refused(ras("export", "yield", out, "--data", tmp_path, "--url", url), "start it", 1)
    for wrong in ("ftp://x", "127.0.0.1", "http://x:y"):
        said = ras("export", "yield", out, "--data", tmp_path, "--url", wrong)
        assert_refused(said, "not a dashboard address")
    assert not out.exists()


def test_a_reading_that_is_bad_says_what_to_look_at(ras: Ras) -> None:
    answer = ras("poll", SITES / "bench.yaml", "--patience", 2)
    assert answer.code == 1
    assert "BadNotConnected" in answer.out and "接头" in answer.out and "plug" in answer.out
    row = json.loads(
        ras("poll", SITES / "bench.yaml", "--patience", 2, "--json").out.splitlines()[0]
    )
    assert (row["tag"], row["value"], row["reason"]) == ("1-01.do_a", None, "no_wire")
