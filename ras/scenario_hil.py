"""A scenario with real processes: simulator and controller over pty and TCP, at a scaled clock.

It refuses to judge (trials.hil does). The dashboard is left out: its one word, the stock, is said
here, and people's wishes go the same way.
"""

import json
import signal
import socket
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.profiles import load_profiles
from farm.clock import ANCHOR_ENV, Anchor
from farm.link import SetStock, Wish
from hil_sim.stocking import fullest_day
from ras.folders import controller_folder, history_folder, simulator_folder
from ras.paper import say
from ras.processes import Child, wait_for
from ras.refusal import Refused
from ras.sim_door import ask
from ras.sites import WIRES, data_folder
from records.history.query import HistoryReader
from records.state.reader import StateReader
from trials.hil import Recorded, judged
from trials.judge import Held
from trials.life import Life
from trials.orders.software import BOX_ORDERS
from trials.readings import of_history
from trials.scenarios import Scenario
from trials.verdict import SITES, Verdict, open_site, start_utc_ms

UP_S = 25.0
"""Wall seconds given to both before second 0; it waits longer where the machine is busy."""
READY_S = 60.0
ACCEPTED = "accepted"
POSSIBLE = frozenset({"kill", "stall", "ask"})
"""Orders to the computer that real processes can be given from here."""


def tried_for_real(scenario: Scenario, where: str, seed: int, speed: float) -> Verdict:
    """Run with processes and judge; Refused for orders that only a simulated run knows."""
    orders = [order.as_request() for order in scenario.orders]
    strange = sorted({o["do"] for o in orders if o["do"] in BOX_ORDERS} - POSSIBLE)
    if strange:
        names = ", ".join(strange)
        raise Refused(f"真实进程做不到 {names}", f"real processes cannot be given {names}")
    with tempfile.TemporaryDirectory() as name:
        run = _RealRun(scenario, where, seed, speed, Path(name))
        try:
            run.start()
            run.live(orders)
        finally:
            run.end()
        findings = judged(scenario, run.collected(), speed)
    return Verdict(scenario.name, where, seed, scenario.seconds, speed, "hil", findings)


class _RealRun:
    def __init__(self, scenario: Scenario, where: str, seed: int, speed: float, data: Path) -> None:
        self.scenario, self.data, self.speed, self.seed = scenario, data, speed, seed
        self.file = SITES / f"{where}.yaml"
        self.site = open_site(where, load_profiles())
        start_ms = start_utc_ms(scenario, self.site)
        ahead_ms = round(1000 * UP_S * speed)
        self.anchor = Anchor(time.monotonic(), start_ms - ahead_ms, speed, is_chosen=True)
        self.zero_s = self.anchor.mono_s + UP_S * speed
        self.seen = Recorded(self.site, start_ms)
        self.stock = fullest_day(self.site, start_ms, scenario.load_share)
        self.children: dict[str, Child] = {}
        self._door: socket.socket | None = None
        self._held = self.data / "held.npz"
        self._said = ""
        """What the controller answered last, or why it could not."""

    @property
    def now_s(self) -> float:
        """Seconds of the run."""
        wall_s = time.monotonic() - self.anchor.mono_s
        return self.anchor.mono_s + wall_s * self.speed - self.zero_s

    def start(self) -> None:
        """Both at once; second 0 is when the controller decides, for its start is not scaled."""
        simulator = simulator_folder(self.data)
        for folder in (simulator, controller_folder(self.data)):
            data_folder(folder)
        stock = self.data / "stock.json"
        stock.write_text(json.dumps([row.model_dump() for row in self.stock]), encoding="utf-8")
        self._child("sim", "sim", str(self.file), "--data", str(simulator), "--stock", str(stock),
                    "--seed", str(self.seed))  # fmt: skip
        if not wait_for(simulator / WIRES, self.children["sim"], READY_S):
            raise Refused("模拟器没有起来", "the simulator did not come up")
        wires = str(simulator / WIRES)
        self._child("controller", "run", str(self.file), "--data", str(self.data),
                    "--wires", wires)  # fmt: skip
        end_s = time.monotonic() + READY_S
        while not self._said_stock():
            if time.monotonic() > end_s:
                raise Refused(
                    f"控制器没有接受存鱼：{self._said or '没有回答'}",
                    f"the controller did not take the stock: {self._said or 'no answer'}",
                )
            time.sleep(0.2)
        time.sleep(max(-self.now_s, 0.0) / self.speed)
        late_s = self.now_s
        self.zero_s += late_s
        self.seen.zero_ms += round(1000 * late_s)
        self.seen.lives.append(Life(0.0, 0, ready_s=0.0))

    def _child(self, name: str, *arguments: str) -> None:
        environment = {ANCHOR_ENV: self.anchor.as_env()}
        child = Child(name, arguments, self.data / f"{name}.log", environment)
        child.start()
        self.children[name] = child

    def live(self, orders: list[dict[str, Any]]) -> None:
        """Look once a second of the run; give each order when it is due."""
        todo = sorted(orders, key=lambda order: float(order["at_s"]))
        controller, told = self.children["controller"], 0
        second = 0
        while second < self.scenario.seconds:
            second = max(second, int(self.now_s)) + 1
            time.sleep(max(second - self.now_s, 0.0) / self.speed)
            while todo and (late_s := self.now_s - float(todo[0]["at_s"])) >= 0.0:
                self._do(todo.pop(0), todo)
                self.seen.late_s = max(self.seen.late_s, late_s)
            before = controller.restarts
            controller.poll(time.monotonic())
            if controller.restarts > before:
                self.seen.lives.append(Life(self.now_s, 0))
            if told != controller.restarts and self._said_stock():
                told = controller.restarts
                self.seen.lives[-1].ready_s = self.now_s
            self._look()

    def _look(self) -> None:
        self.seen.truths.append(ask(simulator_folder(self.data), {"ask": "truth"}))
        self.seen.at_s.append(self.now_s)

    def _do(self, order: Mapping[str, Any], todo: list[dict[str, Any]]) -> None:
        controller, what = self.children["controller"], order["do"]
        request = {key: value for key, value in order.items() if key != "at_s"}
        if what == "kill" and int(order.get("times", 1)) > 1:
            times, part_s = int(order["times"]), float(order["for_s"]) / int(order["times"])
            todo[:0] = [
                {"do": "kill", "at_s": float(order["at_s"]) + part_s * (n + 0.5)}
                for n in range(times)
            ]
        elif what == "kill":
            controller.kill()
            self.seen.lives[-1].ended_s, self.seen.lives[-1].why = self.now_s, "killed"
            self._door = None
        elif what == "stall":
            controller.send(signal.SIGSTOP)
            todo.insert(0, {"do": "go_on", "at_s": self.now_s + float(order["for_s"])})
        elif what == "go_on":
            controller.send(signal.SIGCONT)
        elif what == "ask":
            self._wish(order["what"], str(order.get("second", "")))
        else:
            ask(simulator_folder(self.data), request)

    def _said_stock(self) -> bool:
        """True once the controller took the stock, as the dashboard tells it."""
        rows = [row.model_dump() for row in self.stock]
        return self._wish(SetStock.model_validate({"tanks": rows}).model_dump(), "")

    def _wish(self, what: dict[str, Any], second: str) -> bool:
        made_ms = self.seen.ms_at(self.now_s)
        row = {"id": uuid.uuid4().hex, "actor": "trial", "second_actor": second}
        wish = Wish.model_validate({**row, "made_ms": made_ms, "what": what})
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(5.0)
                door.connect(str(controller_folder(self.data) / "controller.sock"))
                door.sendall(wish.model_dump_json().encode() + b"\n")
                with door.makefile("rb") as lines:
                    self._said = _answer(lines, wish.id)
        except OSError as error:
            self._said = str(error)
        return self._said == ACCEPTED

    def end(self) -> None:
        """Ask the simulator for its record, then end both."""
        simulator = simulator_folder(self.data)
        sim = self.children.get("sim")
        if sim is not None and sim.alive and self.seen.truths:
            self.seen.ended_ms = self.seen.ms_at(self.now_s)
            ask(simulator, {"do": "save_held", "path": str(self._held)})
            self.seen.contacts = ask(simulator, {"ask": "contacts"})["contacts"]
            rows = ask(simulator, {"ask": "writes"})["writes"]
            self.seen.writes = [(int(at), str(bus), bytes.fromhex(pdu)) for at, bus, pdu in rows]
        for name in ("controller", "sim"):
            if name in self.children:
                self.children[name].end()

    def collected(self) -> Recorded:
        """What the files say, once everything has ended."""
        from_ms, to_ms = self.seen.ms_at(0.0), self.seen.ended_ms
        events = StateReader(controller_folder(self.data) / "state.db").alarm_events(from_ms, to_ms)
        self.seen.alarms = [(row.at_ms, row.alarm, row.actor) for row in reversed(events)]
        self.seen.readings = of_history(HistoryReader(history_folder(self.data)), from_ms, to_ms)
        self.seen.held = Held.read(self._held)
        say(f"{len(self.seen.at_s)} 次查看 / looks, {len(self.seen.alarms)} alarm rows")
        return self.seen


def _answer(lines: Any, wish_id: str) -> str:
    for line in lines:
        said = json.loads(line)
        if said.get("kind") == "result" and said.get("id") == wish_id:
            return ACCEPTED if said["accepted"] else f"{said['code']}: {said['text']['en']}"
    return ""
