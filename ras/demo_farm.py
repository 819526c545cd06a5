"""The three processes of a demonstration, their folders, their one clock, their stock.

It refuses to know what a good run is.
"""

import errno
import json
import os
import secrets
import shutil
import signal
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from farm.clock import ANCHOR_ENV, Anchor, anchor_now
from farm.profile import Profile
from farm.site import Site
from farm.stock import TankStock
from ras.comeback import Comeback
from ras.demo_folder import hold, tell_clock
from ras.demo_stock import demo_stock
from ras.folders import (
    controller_folder,
    dashboard_folder,
    history_folder,
    simulator_folder,
)
from ras.paper import say
from ras.processes import Child, wait_for
from ras.refusal import Refused
from ras.sim_door import ask
from ras.sites import WIRES, data_folder, open_site, read_text
from ras.timeline import Act

READY_S = 60.0
"""Longest a process may take to be up, wall s."""
BEFORE_MEAL = timedelta(minutes=10)
"""A verdict run starts its clock this long before the first meal of the day."""
TOKEN, STOCK, ACCOUNTS = "viewer.token", "stock.json", "accounts.json"
KEYS = "personal.keys"


@dataclass(slots=True)
class DemoFarm:
    """Everything one demonstration needs."""

    site: Site
    profiles: dict[str, Profile]
    site_file: Path
    data: Path
    host: str
    port: int
    anchor: Anchor
    seed: int
    stock: list[TankStock]
    batches: dict[str, str]
    comeback: Comeback
    lock: IO[bytes]
    children: dict[str, Child] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    faulty: set[str] = field(default_factory=set)

    @classmethod
    def prepared(
        cls,
        site_file: Path,
        data: Path,
        host: str,
        port: int,
        speed: float,
        seed: int,
        *,
        verdict_run: bool,
    ) -> "DemoFarm":
        """Everything checked before anything starts; Refused or Misconfigured otherwise."""
        from hil_sim.holdable import held

        site, profiles = open_site(site_file)
        held(str(site_file), read_text(site_file), site)
        _port_is_free(host, port)
        if verdict_run:
            _is_fresh(data)
        anchor = _anchor(site, speed, verdict_run=verdict_run)
        stock, batches = demo_stock(site, anchor.utc_ms)
        comeback = Comeback(simulator_folder(data), anchor)
        lock = hold(data_folder(data))
        return cls(
            site,
            profiles,
            site_file,
            data,
            host,
            port,
            anchor,
            seed,
            stock,
            batches,
            comeback,
            lock,
        )

    def start(self) -> None:
        """Simulator, then the books' past, then controller and dashboard."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # the children end before us
        for folder in (simulator_folder, controller_folder):
            data_folder(folder(self.data))
        data_folder(dashboard_folder(self.data), private=True)
        (simulator_folder(self.data) / WIRES).unlink(missing_ok=True)
        tell_clock(self.data, self.anchor)
        rows = [row.model_dump() for row in self.stock]
        _write(self.data / STOCK, json.dumps(rows, indent=1) + "\n")
        _write(self.data / TOKEN, secrets.token_urlsafe(32) + "\n")
        shutil.copy2(self.data / TOKEN, dashboard_folder(self.data) / TOKEN)
        self._child("sim", "sim", str(self.site_file), "--data", str(simulator_folder(self.data)),
                    "--stock", str(self.data / STOCK), "--seed", str(self.seed))  # fmt: skip
        self._up("sim", simulator_folder(self.data) / WIRES)
        self._seed_books()
        wires = str(simulator_folder(self.data) / WIRES)
        self._child("controller", "run", str(self.site_file), "--data", str(self.data),
                    "--wires", wires)  # fmt: skip
        self._child("dashboard", "dashboard", str(self.site_file), "--data", str(self.data),
                    "--host", self.host, "--port", str(self.port),
                    "--keys", str(_keys(self.data)))  # fmt: skip
        self._up("controller", controller_folder(self.data) / "controller.sock")
        self._answering()

    def _child(self, name: str, *arguments: str) -> None:
        log = self.data / f"{name}.log"
        child = Child(name, arguments, log, {ANCHOR_ENV: self.anchor.as_env()})
        child.start()
        self.children[name] = child

    def _up(self, name: str, sign: Path) -> None:
        child = self.children[name]
        if not wait_for(sign, child, READY_S):
            raise Refused(
                f"{name} 没有起来，日志 {child.log}：\n{child.tail()}",
                f"{name} did not come up; see its log above",
            )

    def _answering(self) -> None:
        from ras.page_door import healthy

        child = self.children["dashboard"]
        if not healthy(self.host, self.port, child, READY_S):
            raise Refused(
                f"看板没有起来，日志 {child.log}：\n{child.tail()}",
                "the dashboard did not come up; see its log above",
            )

    def _seed_books(self) -> None:
        from ras.demo_books import seed
        from records.durable import StorageFault

        folder = dashboard_folder(self.data)
        try:
            accounts = seed(self.site, self.stock, self.batches, folder, self.anchor.utc_ms)
        except StorageFault as fault:
            raise Refused(fault.words.zh, fault.words.en) from fault
        if accounts:
            _write(self.data / ACCOUNTS, json.dumps(accounts, indent=1) + "\n")

    def accounts(self) -> dict[str, str]:
        """Names and passwords of the demonstration's people."""
        path = self.data / ACCOUNTS
        if not path.exists():
            return {}
        read = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(read, dict)
        return {str(name): str(word) for name, word in read.items()}

    def look_after(self) -> None:
        """Start again what has died; notice when a killed controller commands again."""
        for child in self.children.values():
            was_alive = child.died_at_s is None
            child.poll(time.monotonic())
            if was_alive and child.died_at_s is not None:
                say(f"{child.name} 退出了（{child.exits[-1]}），一秒后重启 | ended, starts again")
        self.comeback.look()

    def do(self, act: Act) -> None:
        """Make one thing go wrong, or right again."""
        say(f"{act.kind} {act.target} {act.amount:g}")
        if act.kind == "kill":
            self.kills[act.target] += 1
            self.children[act.target].kill()
            if act.target == "controller":
                self.comeback.killed()
            return
        folder = simulator_folder(self.data)
        if act.kind == "heal":
            ask(folder, {"do": "clear", "device": act.target})
            return
        self.faulty.add(act.target)
        kind, value = self._fault(act)
        ask(folder, {"do": "fault", "device": act.target, "kind": kind, "value": value})

    def _fault(self, act: Act) -> tuple[str, float]:
        if act.kind == "mute":
            return "mute", 1.0
        if act.kind == "garble":
            return "garble_share", act.amount or 0.5
        device = next((d for d in self.site.devices if d.id == act.target), None)
        if device is None:
            raise Refused(f"没有设备 {act.target}", f"no device {act.target}")
        timeout_s = self.profiles[device.profile].timing.response_timeout_ms / 1000
        return "late_s", (act.amount or 1.2) * timeout_s

    def end(self) -> None:
        """Dashboard, controller, simulator: in this order."""
        for name in ("dashboard", "controller", "sim"):
            if name in self.children:
                self.children[name].end()
        self.lock.close()


def _keys(data: Path) -> Path:
    """The key file of constructed people, beside the folders of the processes and in none."""
    from records.store.key_file import make_key_file

    path = data / KEYS
    if not path.exists():
        make_key_file(path, dashboard_folder(data))
    return path


def _is_fresh(data: Path) -> None:
    """A verdict judges one run: readings of an earlier one at the same clock would be mixed in."""
    if history_folder(data).exists():
        raise Refused(
            f"{data} 里已有记录；--for 要一个新的数据目录：--data var/另一个名字",
            f"{data} holds records already; --for needs a new folder: --data var/another-name",
        )


def _anchor(site: Site, speed: float, *, verdict_run: bool) -> Anchor:
    try:
        anchor = anchor_now(speed)
    except ValueError:
        raise Refused(
            f"--speed {speed:g} 不行：只能 1 到 10，再快定时器就不准了；更快请用 ras scenario",
            f"--speed {speed:g} is not possible: 1 to 10, timers are too coarse beyond it",
        ) from None
    if not verdict_run:
        return anchor
    meal = site.control.feeding.meals[0]
    today = datetime.fromtimestamp(anchor.utc_ms / 1000, UTC).astimezone(ZoneInfo(site.timezone))
    hour, minute = map(int, meal.split(":"))
    start = today.replace(hour=hour, minute=minute, second=0, microsecond=0) - BEFORE_MEAL
    return Anchor(anchor.mono_s, round(start.timestamp() * 1000), speed, is_chosen=True)


def _port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise Refused(
                    f"不能在 {host} 上监听（{error.strerror}）：检查 --host",
                    f"cannot listen on {host} ({error.strerror}): check --host",
                ) from error
            raise Refused(
                f"端口 {port} 用不了（{error.strerror}）：换一个，如 --port {port + 1}",
                f"port {port} cannot be used ({error.strerror}): "
                f"take another, such as --port {port + 1}",
            ) from error


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
