"""Every link inside the project leads somewhere, and every command told to people is one we have.

Reads README.md and docs/; looks at no address outside.
"""

import re
from pathlib import Path

import pytest

from ras.__main__ import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(
    r"`((?:farm|models|drivers|records|controller|dashboard|hil_sim|trials|ras|bench|tests|docs"
    r"|sites|deploy)/[\w./-]*)`"
)
VERB = re.compile(r"(?:^|[`/\s])ras ([a-z]+)", re.M)


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    """Files of the project, named from its root in backticks."""
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_verb_that_is_told_is_there() -> None:
    commands = {getattr(info.callback, "__name__", "") for info in app.registered_commands}
    known = commands | {str(info.name) for info in app.registered_groups}
    told = {
        (page.name, verb)
        for page in PAGES
        for code in re.findall(r"`[^`]+`|^    .*$|^\.venv.*$", page.read_text("utf-8"), re.M)
        for verb in VERB.findall(code)
    }
    assert len(told) > 10
    assert not {(page, verb) for page, verb in told if verb not in known}
