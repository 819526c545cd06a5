"""How often Python looks for things that only keep each other alive: rarely, there are hardly any.

It refuses to know what is collected. By default it looks after every 700 new objects, which is
every second of a farm, and now and then at everything the process holds: a pause of many
milliseconds between a question and its answer. The samples of a tick cost a fifth more for it
(bench/tcp_cpu.py).
"""

import gc

YOUNG_MOST = 20_000
"""New objects, less those gone again, after which it looks: ten seconds of a farm or more."""


def look_rarely() -> None:
    """Leave alone what stands now (site, profiles, code) and look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_MOST)
