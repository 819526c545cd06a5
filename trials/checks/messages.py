"""A day in which no message to the chat groups can leave, with the dashboard killed in it.

It refuses to know how messages are kept and sent; the text messages of the modem are judged on its
wire.
"""

import asyncio
import tempfile
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from farm.alarm import Alarm, AlarmState, Priority
from farm.clock import run_simulated
from farm.document import Document
from farm.site import Site
from farm.words import Words
from trials.chat_groups import FILES, ChatGroups
from trials.checks.desk import SITE, Told

DAY_S, HEAL_S = 24 * 3600.0, 600.0
START_MS = 1_795_370_400_000
"""2026-11-22T18:00:00Z: two o'clock at night on the farm."""
KINDS = ("dingtalk", "wecom")


def messages(seed: int, count: int) -> Told:
    """F-60: so many rises while nothing goes out for 24 h; none lost, none told twice after it."""
    site = Document(SITE.name, SITE.read_text(encoding="utf-8")).parse(Site)
    found: list[Told] = []

    async def main(folder: Path) -> None:
        groups = ChatGroups(folder, site)
        try:
            found.append(await _day(groups, Random(seed), count))
        finally:
            await groups.die()

    with tempfile.TemporaryDirectory() as name, capture_logs() as logs:
        run_simulated(main(Path(name)), START_MS)
    held, said = found[0]
    leaked = [file for file, secret in FILES.items() if secret in str(logs)]
    return held and not leaked, said + (f"; in the log: {leaked}" if leaked else "")


async def _day(groups: ChatGroups, dice: Random, count: int) -> Told:
    groups.service.down = True
    at_s = sorted(dice.uniform(10.0, DAY_S - 600.0) for _ in range(count))
    dies_s, now_s = dice.uniform(0.0, DAY_S), 0.0
    for number, rise_s in enumerate(at_s):
        await asyncio.sleep(rise_s - now_s)
        now_s = rise_s
        if dies_s <= now_s:
            dies_s = DAY_S * 2
            await groups.die()
            groups.start()
        groups.up(_alarm(number, groups.clock.utc_ms()))
        # Somebody on the farm sees to it within a minute: the group is to read of it all the same.
        await asyncio.sleep(3.0)
        now_s += 3.0
        groups.up()
    await asyncio.sleep(max(DAY_S - now_s, 0.0))
    early, groups.service.down = len(groups.service.shown), False
    await asyncio.sleep(HEAL_S)
    times = [groups.shown(kind).count(f"试验报警{n:03d}。") for kind in KINDS for n in range(count)]
    lost, twice = times.count(0), sum(one > 1 for one in times)
    said = f"{count} rises in 24 h without network: {lost} lost, {twice} told twice, "
    said += f"{len(groups.service.shown)} messages in {HEAL_S / 60:.0f} min after it"
    return not (early or lost or twice), said


def _alarm(number: int, at_ms: int) -> Alarm:
    word = Words(zh=f"试验报警{number:03d}", en=f"trial alarm {number:03d}")
    return Alarm(
        id=f"trial_{number}@1-01", kind="trial", place="1-01", priority=Priority.P1,
        state=AlarmState.UNACKNOWLEDGED, text=word, cause=word, consequence=word, action=word,
        since_ms=at_ms, changed_ms=at_ms,
    )  # fmt: skip
