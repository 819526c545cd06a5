"""The dashboard as a process: what it says when it cannot start, and how it ends.

Knows processes and sockets; refuses to know routes beyond the first.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dashboard.notify import Notify
from dashboard.serve import serve
from farm.clock import anchor_now
from tests.dashboard.harness import trial_site

PROGRAM = """
import sys
from pathlib import Path
from dashboard.serve import serve
from tests.dashboard.harness import trial_site
sys.exit(serve(trial_site(), Path(sys.argv[1]), port=int(sys.argv[2])))
"""
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_in_use_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve(trial_site(), tmp_path, port=port, anchor=anchor_now()) == 2
    said = capsys.readouterr().err
    assert f"端口 {port} 已被占用" in said and f"Port {port} is in use" in said
    assert "Traceback" not in said and len(said.splitlines()) == 2
    assert not (tmp_path / "journal.db").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    data = tmp_path / "file" / "data"
    assert serve(trial_site(), data, port=free_port(), anchor=anchor_now()) == 2
    said = capsys.readouterr().err
    assert "不能写" in said and "cannot be written" in said


@contextlib.contextmanager
def process(data: Path, port: int, notify: str = "") -> Iterator[subprocess.Popen[str]]:
    env = os.environ | {"PYTHONPATH": str(ROOT), "NOTIFY_SOCKET": notify}
    env.pop("RAS_CLOCK", None)
    command = [sys.executable, "-c", PROGRAM, str(data), str(port)]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.hil
def test_it_serves_says_ready_streams_and_ends_on_sigterm(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.settimeout(30)
        supervisor.bind(str(tmp_path / "notify"))
        with process(data, port, str(tmp_path / "notify")) as running:
            assert supervisor.recv(200).startswith(b"READY=1")
            base = f"http://127.0.0.1:{port}"
            assert httpx.get(f"{base}/healthz").json()["status"] == "ok"
            assert httpx.get(f"{base}/api/v1/snapshot").status_code == 401
            token = (data / "viewer.token").read_text().strip()
            assert (data / "viewer.token").stat().st_mode & 0o077 == 0
            bearer = {"Authorization": f"Bearer {token}"}
            with httpx.stream("GET", f"{base}/api/v1/live", headers=bearer) as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 1000"
                other = subprocess.run(
                    [sys.executable, "-c", PROGRAM, str(data), str(free_port())],
                    env=os.environ | {"PYTHONPATH": str(ROOT)},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert other.returncode == 2 and "另一个进程" in other.stderr
                running.send_signal(signal.SIGTERM)
                for _ in lines:
                    pass
            assert running.wait(30) == 0
            assert supervisor.recv(200) == b"STOPPING=1"


def test_without_a_supervisor_nothing_is_said() -> None:
    Notify("", 0).send("READY=1")
    Notify("/nowhere/at/all", 0).send("READY=1")
