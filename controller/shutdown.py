"""An orderly stop: feeders off and seen off, life support as it stands, the heartbeat last.

An orderly end, to begin anew, holds all outputs instead.

It refuses to take longer than five seconds (safety 3.12).
"""

from controller.cycle import Cycle
from controller.supervise import Log

OFF_WITHIN_S = 2.0
SAVED_WITHIN_S = 1.5


async def orderly_end(cycle: Cycle, log: Log, cause: str) -> bool:
    """End so that a fresh process can go on: every output held as it stands, all kept."""
    cycle.stopping = True
    parts = cycle.parts
    cycle.notes.rest(parts.board.arrived())
    cycle.close_minute()
    parts.store.clean_stop(parts.clock.utc_ms())
    saved = await parts.store.saved(SAVED_WITHIN_S)
    log.info("ended_to_begin_anew", cause=cause, saved=saved)
    return saved


async def orderly_stop(cycle: Cycle, log: Log) -> bool:
    """Stop taking wishes, bring `on_stop: safe` outputs to their safe values, mark a clean stop."""
    cycle.stopping = True
    parts = cycle.parts
    rules = parts.plan.layout.rules
    names = frozenset(name for name, rule in rules.items() if rule.on_stop == "safe")
    parts.dispatch.want({name: rules[name].safe for name in names})
    off = await parts.dispatch.settled(names, OFF_WITHIN_S)
    cycle.notes.rest(parts.board.arrived())
    cycle.close_minute()
    parts.store.clean_stop(parts.clock.utc_ms())
    saved = await parts.store.saved(SAVED_WITHIN_S)
    log.info("stopped", outputs_off=off, saved=saved)
    return off and saved
