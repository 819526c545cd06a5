"""Take the pictures of this folder from a running demonstration: `ras demo`, then this.

It refuses to draw: what is wrong on the page is wrong in the picture.

Use: .venv/bin/python docs/take_pictures.py [DATA] [URL] [PAGE ...]; no page named: all of them.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PAGES = {
    "overview": "",
    "tank": "tank/3-07",
    "alarms": "alarms",
    "production": "production",
    "yield": "yield",
    "dividend": "dividend",
    "devices": "devices",
    "wires": "wires",
}
SIZES = {"1280": (1280, 800), "390": (390, 844)}
PEOPLE = {"yield": "manager", "dividend": "manager"}
"""Who may see a page; everybody else is the operator."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLE_MS = 2500


def logged_in(browser: Browser, url: str, size: tuple[int, int], login: str, word: str) -> Page:
    """A page of this size with somebody logged in."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
    page.goto(url)
    page.wait_for_timeout(800)
    answer = page.request.post(
        f"{url}/api/v1/login",
        data={"name": login, "password": word},
        headers={"Origin": url, "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.ok, answer.text()
    return page


def main() -> None:
    """Every page wanted at every size, into the folder of this file."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo")
    url = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8080"
    wanted = sys.argv[3:] or list(PAGES)
    words = json.loads((data / "accounts.json").read_text(encoding="utf-8"))
    folder = Path(__file__).parent / "pictures"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for size, shape in SIZES.items():
            for name in wanted:
                login = PEOPLE.get(name, "operator")
                page = logged_in(browser, url, shape, login, words[login])
                page.goto(f"{url}/#/{PAGES[name]}")
                page.reload()
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=folder / f"{name}-{size}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
