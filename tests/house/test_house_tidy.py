"""How code looks here, as a test that only ever gets stricter.

Reads every file of the project as text or as a syntax tree; runs none of it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ["farm", "models", "drivers", "records", "controller", "dashboard", "hil_sim", "trials"]
ROOMS += ["ras"]
FOLDERS = [*ROOMS, "bench", "tests", "docs", "sites", "deploy", ".ci"]
NOT_OURS = {"node_modules", "static", "__pycache__"}

FILE_LINES = 300
PAGE_FILE_LINES = 400
FUNCTION_LINES = 40
NO_PLACE = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

# Put together here, so that this file does not say what it forbids.
HOST = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "python" + "hosted",
            "npm" + r"js\.(org|com)",
            "npm" + "mirror",
            r"\bregistry\.[a-z0-9.-]+\.(org|com|cn|net|io)\b",
            r"\bmirrors?\.[a-z0-9.-]+\.(org|com|cn|edu|net)\b",
        ]
    )
)
MACHINE_PATH = re.compile(
    "|".join([r"(?<![\w.])/" + "work" + "/", "/" + "root/", "/" + "tmp/h/", "/" + "home/[a-z]"])
)
SENTENCE_END = re.compile(r"[.!?。:](\s|$)")


def files() -> Iterator[Path]:
    """Every file of ours, text or not; nothing built, installed or written at run time."""
    for path in ROOT.iterdir():
        if path.is_file() and path.name != "uv.lock":
            yield path
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts):
                yield path


def python_files() -> list[Path]:
    return sorted(path for path in files() if path.suffix == ".py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_file_has_one_subject() -> None:
    long = {name(path): lines(path) for path in python_files() if lines(path) > FILE_LINES}
    assert not long


def test_a_page_source_has_one_subject() -> None:
    long = {
        name(path): lines(path)
        for path in files()
        if path.suffix in {".vue", ".ts", ".css"} and lines(path) > PAGE_FILE_LINES
    }
    assert not long


def test_a_function_fits_a_screen() -> None:
    long = {
        f"{name(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in functions(ast.parse(path.read_text(encoding="utf-8")))
        if node.end_lineno is not None and node.end_lineno - node.lineno >= FUNCTION_LINES
    }
    assert not long


def test_every_file_has_a_name_that_says_what_is_in_it() -> None:
    assert not [name(path) for path in files() if NO_PLACE.intersection(path.parts[-1].split("."))]
    folders = {part for path in files() for part in path.relative_to(ROOT).parts[:-1]}
    assert not NO_PLACE.intersection(folders)


def test_a_module_says_what_it_knows_and_what_it_refuses_to_know() -> None:
    """Two sentences in a room; a package's front page and a test file may say one."""
    silent = []
    for path in python_files():
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        needed = 1 if path.name == "__init__.py" or "tests" in path.parts else 2
        if len(SENTENCE_END.findall(said)) < needed:
            silent.append(name(path))
    assert not silent


def test_every_package_is_typed() -> None:
    assert not [room for room in ROOMS if not (ROOT / room / "py.typed").is_file()]
    bare = [
        name(path.parent)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if not (path.parent / "__init__.py").is_file() and "web" not in path.parts
    ]
    assert not bare


def test_test_files_are_named_after_their_room() -> None:
    """Unique names, so that one failing line in a log has one place."""
    tests = list((ROOT / "tests").rglob("test_*.py"))
    stray = [name(path) for path in tests if not path.name.startswith(f"test_{path.parent.name}_")]
    assert not stray
    assert len({path.name for path in tests}) == len(tests)
    assert not list((ROOT / "tests").rglob("__init__.py"))


def written() -> Iterator[tuple[str, str]]:
    """Every text file with its name; pictures and other binaries are left out."""
    for path in files():
        try:
            yield name(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_package_index() -> None:
    assert not {place: found[0] for place, text in written() if (found := HOST.search(text))}


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert not {
        place: found[0] for place, text in written() if (found := MACHINE_PATH.search(text))
    }


def test_the_locks_name_versions_and_hashes_only() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text and "file:" not in text
        pins = re.findall(r"^\S+==\S+.*\\\n(?: +--hash=sha256:[0-9a-f]{64}.*\n)+", text, re.M)
        assert "".join(pins) == text
    page_lock = ROOT / "dashboard/web/package-lock.json"
    assert not page_lock.exists() or '"resolved"' not in page_lock.read_text()


def test_nobody_runs_with_asserts_off() -> None:
    """The optimising switch strips the asserts that end a faulty process before it harms a fish."""
    off = re.compile(r"python3? -O\b|PYTHONOPTIMIZE")
    started_by = ("Makefile", ".ci/", "deploy/")
    assert not [
        place for place, text in written() if place.startswith(started_by) and off.search(text)
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (HOST, "https://py" + "pi.org/simple"),
        (HOST, "//registry." + "npm" + "js.org/vue"),
        (HOST, "mirrors." + "aliyun.com"),
        (MACHINE_PATH, "see /" + "work/main"),
        (MACHINE_PATH, "/" + "home/anna/ras"),
    ],
)
def test_the_forbidden_words_are_recognised(pattern: re.Pattern[str], said: str) -> None:
    assert pattern.search(said)
