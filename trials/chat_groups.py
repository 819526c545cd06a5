"""The dashboard's sender of messages on the simulated loop, beside services that answer as written.

Network and disk are turned by the loop; everything between them is production's. It refuses to
judge what arrives.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dashboard.last_state import LastState
from dashboard.messages.post import UNREACHABLE, Replied
from dashboard.messages.sender import Sender
from farm.alarm import Alarm
from farm.clock import loop_clock
from farm.link import Act, ReportPaths, Result
from farm.people import Robot
from farm.site import Site
from farm.wish import PathReport
from farm.words import Words
from hil_sim.robots import RobotService

T = TypeVar("T")
TOKEN, SIGN, KEY = "token-dingtalk", "SEC-sign-1", "key-wecom-1"
"""Of nobody's robots."""
FILES = {"dt": TOKEN, "dts": SIGN, "wc": KEY}
ANSWER_S = 0.2


class Inline:
    """Disk and network: at once, in the loop's own time."""

    def __init__(self, service: RobotService) -> None:
        """`service`: answers every request."""
        self._service = service

    async def run(self, work: Callable[[], T]) -> T:
        """What a thread would do."""
        return work()

    async def send(self, address: str, body: bytes) -> Replied:
        """What the network would bring."""
        await asyncio.sleep(ANSWER_S)
        self._service.asked += 1
        if self._service.down:
            return Replied(UNREACHABLE, b"")
        if self._service.answers_html:
            return Replied(200, b"<html>login</html>")
        return Replied(200, self._service.answer(address, body))

    def close(self) -> None:
        """Nothing is held."""


class FakeLink:
    """The controller's alarms, and what it was told of the ways."""

    def __init__(self) -> None:
        """No alarm."""
        self.last = LastState()
        self.greeted: list[Callable[[], None]] = []
        self.reports: list[dict[str, PathReport]] = []

    def controller_ms(self) -> int:
        """As the loop's clock."""
        return loop_clock().utc_ms()

    async def wish(self, what: Act, *, actor: str) -> Result:
        """Keep the report."""
        assert isinstance(what, ReportPaths) and actor == "dashboard"
        self.reports.append({path.id: path for path in what.paths})
        done = Words(zh="已执行", en="done")
        return Result(id="wish-0001", accepted=True, code="accepted", text=done)


class ChatGroups:
    """A sender with a group of each kind; `die` and `start` are a restart of the dashboard."""

    def __init__(self, folder: Path, site: Site) -> None:
        """`folder`: of messages.db and the secrets, which are written into it."""
        self.folder, self.clock = folder, loop_clock()
        self.service = RobotService(TOKEN, SIGN, KEY, self.clock.utc_ms)
        robots = (
            Robot(id="dt", kind="dingtalk", token_file="dt", secret_file="dts"),
            Robot(id="wc", kind="wecom", token_file="wc"),
        )
        messages = site.messages.model_copy(update={"robots": robots})
        self.site = site.model_copy(update={"messages": messages})
        secrets = folder / "secrets"
        secrets.mkdir(exist_ok=True)
        for name, text in FILES.items():
            (secrets / name).write_text(text)
            (secrets / name).chmod(0o600)
        self.start()

    def start(self) -> None:
        """A dashboard's process, as far as messages go."""
        self.link, inline = FakeLink(), Inline(self.service)
        secrets = self.folder / "secrets"
        self.sender = Sender(self.site, self.folder, secrets, self.link, self.clock, inline, inline)
        self._task = asyncio.create_task(self.sender.run())

    async def die(self) -> None:
        """It is killed."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def up(self, *alarms: Alarm) -> None:
        """The alarms that stand now."""
        self.link.last.alarms = {row.id: row for row in alarms}

    def shown(self, kind: str) -> str:
        """Everything one group has read."""
        return "\n".join(heard.text for heard in self.service.shown if heard.kind == kind)
