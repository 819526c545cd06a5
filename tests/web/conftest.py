"""A browser, a farm of its own for every test, and a window on it.

It refuses to test anything.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from dashboard.app import STATIC

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
"""Debian's; the browsers playwright would download are not wanted."""
PATIENCE_MS = 20_000
"""How long a thing may take to appear; a test never waits when it is there already."""
ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    assert CHROMIUM.exists(), "no chromium; install it: apt-get install -y chromium"
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield started
    started.close()


@pytest.fixture
def farm(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    assert (STATIC / "index.html").is_file(), "the page is not built; run: make setup"
    command = [sys.executable, "-m", "tests.web.page_farm", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture
def address(farm: "subprocess.Popen[str]") -> str:
    assert farm.stdout is not None
    return farm.stdout.readline().strip()


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()
