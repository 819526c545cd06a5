"""The dashboard as a process: socket, data folder, journal, web server, orderly end.

It refuses to start half: what is missing is said in one sentence and the exit code is 2.
"""

import asyncio
import contextlib
import errno
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from dashboard.app import make_app
from dashboard.desk import Desk
from dashboard.messages.secrets import secrets_folder
from dashboard.notify import Notify
from farm.clock import Anchor, Clock, ScaledLoop, anchor_from_env, run_on
from farm.profile import Profile
from farm.site import Site
from farm.words import Words
from records.durable import StorageFault
from records.refusal import RuleRefused
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.key_file import read_key_file

JOURNAL, TOKEN = "journal.db", "viewer.token"
CLOSE_WITHIN_S = 5


class CannotServe(Exception):
    """Why the dashboard does not start, for a person."""

    def __init__(self, words: Words) -> None:
        """Keep both languages."""
        self.words = words
        super().__init__(f"{words.zh} / {words.en}")


def serve(
    site: Site, data_dir: Path, *, controller_dir: Path | None = None, host: str = "127.0.0.1",
    port: int = 8080, anchor: Anchor | None = None, profiles: Mapping[str, Profile] | None = None,
    keys: Path | None = None,
) -> int:  # fmt: skip
    """Serve until SIGTERM or SIGINT; exit code 0, or 2 when it could not start.

    `data_dir`: ours alone, journal.db and viewer.token. `controller_dir`: where the controller
    keeps its socket, state.db and history/; the same folder when not given. `profiles`: what is
    known of the site's devices, shown on the page of the wires. `keys`: file of the keys of
    personal data, outside the data folder.
    """
    loop = ScaledLoop(anchor or anchor_from_env())
    clock = loop.clock
    try:
        ring = None if keys is None else read_key_file(keys, data_dir)
        with _listening(host, port) as listener, open_books(data_dir, site, clock) as store:
            token = viewer_token(data_dir)
            folder = controller_dir or data_dir
            secrets_dir = secrets_folder(data_dir, os.environ)
            app = make_app(
                site, folder, clock, store, viewer_token=token, profiles=profiles,
                own_dir=data_dir, secrets=secrets_dir, keys=ring,
            )  # fmt: skip
            run_on(loop, _run(app, listener))
    except (CannotServe, StorageFault, RuleRefused) as refusal:
        loop.close()
        words = refusal.explanation if isinstance(refusal, RuleRefused) else refusal.words
        sys.stderr.write(f"{words.zh}\n{words.en}\n")
        return 2
    return 0


def open_books(data_dir: Path, site: Site, clock: Clock) -> JournalStore:
    """The journal of a data folder, this process its only writer; StorageFault in words."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotServe(_unwritable(data_dir)) from error
    tanks = frozenset(tank.id for tank in site.tanks())

    def now() -> datetime:
        return datetime.fromtimestamp(clock.utc_ms() / 1000, UTC)

    return open_journal(journal_url(data_dir / JOURNAL), clock=now, tanks=tanks)


def viewer_token(data_dir: Path) -> str:
    """The read-only token of programs; made on the first start, readable by the owner only."""
    path = data_dir / TOKEN
    try:
        with contextlib.suppress(FileNotFoundError):
            token = path.read_text(encoding="utf-8").strip()
            if len(token) >= 32:
                return token
        token = secrets.token_urlsafe(32)
        path.touch(mode=0o600)
        path.write_text(token + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotServe(_unwritable(data_dir)) from error
    return token


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as error:
            raise CannotServe(_cannot_listen(error, host, port)) from error
        yield listener
    finally:
        listener.close()


class _Server(uvicorn.Server):
    """uvicorn without its own signals: ours end the live streams first."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Not up yet."""
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so when requests are served."""
        await super().startup(sockets)
        if self.started:
            self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


async def _run(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False,
        lifespan="on", timeout_keep_alive=75, timeout_graceful_shutdown=CLOSE_WITHIN_S,
    )  # fmt: skip
    server, desk, notify = _Server(config), app.state.desk, Notify.from_env()
    assert isinstance(desk, Desk)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    telling = asyncio.create_task(notify.keep_telling(server.up))
    ended = asyncio.create_task(ending.wait())
    await asyncio.wait({serving, ended}, return_when=asyncio.FIRST_COMPLETED)
    notify.send("STOPPING=1")
    await desk.live.close()
    server.should_exit = True
    await serving
    for task in (telling, ended):
        task.cancel()
    await asyncio.gather(telling, ended, return_exceptions=True)


def _unwritable(data_dir: Path) -> Words:
    return Words(
        zh=f"数据文件夹 {data_dir} 不能写。请检查路径和权限，或换一个文件夹。",
        en=f"The data folder {data_dir} cannot be written. Check path and rights, or use another.",
    )


def _cannot_listen(error: OSError, host: str, port: int) -> Words:
    if error.errno == errno.EADDRINUSE:
        return Words(
            zh=f"端口 {port} 已被占用。请换一个端口（如 --port {port + 1}），或停掉占用它的程序。",
            en=f"Port {port} is in use. Use another (such as --port {port + 1}), "
            "or stop the program that uses it.",
        )
    reason = error.strerror or str(error)
    return Words(
        zh=f"不能在 {host}:{port} 提供页面：{reason}。请检查地址和端口。",
        en=f"Cannot listen on {host}:{port}: {reason}. Check address and port.",
    )
