"""A workbook fetched from a running dashboard, with its read-only token.

It refuses to compute and to read a journal.
"""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

from ras.folders import dashboard_folder
from ras.refusal import NO, Refused
from ras.sites import read_text

TOKEN = "viewer.token"
ANSWER_S = 60.0
"""Longest wait for a report, s."""


def yield_over_url(url: str, data: Path, year: str) -> bytes:
    """The year's yield as the dashboard makes it."""
    query = f"?year={year}" if year else ""
    return _fetched(url, f"/api/v1/reports/yield.xlsx{query}", token(data))


def token(data: Path) -> str:
    """The read-only token: of a demonstration beside its folders, of a real farm in the books'."""
    places = [data / TOKEN, dashboard_folder(data) / TOKEN]
    return read_text(next((place for place in places if place.exists()), places[0])).strip()


def _fetched(url: str, path: str, token: str) -> bytes:
    host, port = address(url)
    door = http.client.HTTPConnection(host, port, timeout=ANSWER_S)
    try:
        door.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = door.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Refused(
            f"看板 {url} 没有回答（{error}）：先启动它",
            f"no answer from the dashboard at {url} ({error}): start it first",
            NO,
        ) from error
    finally:
        door.close()
    if answer.status != 200:
        text = body.decode("utf-8", "replace")[:300]
        raise Refused(f"看板拒绝：{text}", f"the dashboard refused: {text}", NO)
    return body


def address(url: str) -> tuple[str, int]:
    """Host and port of a dashboard; Refused for anything but http."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        host = None
    if not host or parts.scheme != "http":
        raise Refused(
            f"看板地址不对：{url}，写成 http://127.0.0.1:8080",
            f"not a dashboard address: {url}; write http://127.0.0.1:8080",
        )
    return host, port
