"""The built page, and what is open to everybody beside it: is the server there.

It refuses to build the page; when it was not built it says how to.
"""

from pathlib import Path
from typing import Literal

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from dashboard.desk import Desk
from farm.words import Noun

NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>RAS</title>
<h1>页面还没有生成</h1><p>在源代码目录运行 <code>make setup</code>，再重新打开。
接口 /api/v1 可用。</p>
<h1>The page has not been built</h1><p>Run <code>make setup</code> in the source folder, then open
this again. The interface under /api/v1 works.</p></html>"""


class Healthz(Noun):
    """The server answers; whether it hears the controller."""

    status: Literal["ok"] = "ok"
    controller: Literal["live", "away"]


def mount_page(app: FastAPI, desk: Desk, static: Path) -> None:
    """Add /healthz and the page; after the API, for it answers every other address."""

    @app.get("/healthz")
    async def healthz() -> Healthz:
        return Healthz(controller="live" if desk.link.live else "away")

    if (static / "index.html").is_file():
        app.mount("/", StaticFiles(directory=static, html=True), name="page")
        return

    @app.get("/", include_in_schema=False)
    async def not_built() -> HTMLResponse:
        return HTMLResponse(NOT_BUILT)
