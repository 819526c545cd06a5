"""The command line beside a dashboard of a test: the same books, reached through a port.

It refuses to test anything itself.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from typer.testing import CliRunner, Result

from ras.__main__ import app
from tests.dashboard.money_bench import MoneyBench
from tests.dashboard.money_farm import FARM


@asynccontextmanager
async def served(desk: MoneyBench) -> AsyncIterator[str]:
    """The same dashboard on a port, for the command line."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(desk.bench.app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    server.capture_signals = no_signals  # type: ignore[method-assign,assignment]
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


class no_signals:  # noqa: N801  stands in for a method
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


class Terminal:
    """A person at the command line, with their password."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self.folder, self.said = url, folder, ""

    async def ras(self, *words: object, login: str = "", typed: str = "", code: int = 0) -> Result:
        more = ["--url", self._url, "--as", login] if login else []
        given = f"{login}-has-a-long-password\n{typed}" if login else typed
        arguments = [*map(str, words), *more]
        result = await asyncio.to_thread(CliRunner().invoke, app, arguments, input=given)
        self.said += result.output
        assert result.exit_code == code, (arguments, result.output, result.exception)
        return result

    def write(self, name: str, told: Any) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(told), encoding="utf-8")
        return path


BANK = """交易日期,摘要,收入,支出,余额,流水号
2026-01-05,出资,116666.67,,116666.67,S1
2026-01-05,出资,650000.00,,766666.67,S2
2026-01-05,出资,233333.33,,1000000.00,S3
2026-12-08,货款,300000.00,,1300000.00,S4
"""


async def bank_agrees(at: Terminal) -> None:
    """The bank's file agrees and its balance is claimed; one with a row more does not."""
    path = at.folder / "2026.csv"
    path.write_bytes(BANK.encode("gbk"))
    shown = await at.ras("bank", "check", FARM, path, "--claim", login="accountant")
    assert "是 yes" in shown.output
    path.write_text(BANK + "2026-12-09,未知,,5.00,1299995.00,S5\n", encoding="utf-8")
    shown = await at.ras("bank", "check", FARM, path, login="accountant")
    assert "仅银行" in shown.output and "-5.00" in shown.output
