"""One seed run and told as a record; as a program: seeds come in as lines, records go out.

It refuses to know how long the soak lasts and who else runs.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from drivers.profiles import load_profiles
from farm.profile import Profile
from farm.site import Site
from trials.soak.draw import drawn, said
from trials.verdict import open_site, tried

SAID_MOST = 400
"""Characters kept of a finding or an error."""
Record = dict[str, Any]


def recorded(seed: int, name: str, site: Site, profiles: Mapping[str, Profile]) -> Record:
    """Draw and run one seed; whatever raises is in the record, too.

    `took_s`: processor time; `broken`: what did not hold, by name, with the figures.
    """
    scenario = drawn(seed, site, name)
    orders = [order.as_request() for order in scenario.orders]
    began_s = time.process_time()
    record: Record = {
        "seed": seed,
        "site": name,
        "seconds": scenario.seconds,
        "starts": scenario.starts,
        "load_share": scenario.load_share,
        "faults": [said(order) for order in orders],
        "orders": orders,
    }
    try:
        verdict = tried(scenario, site, seed, profiles)
    except Exception as error:  # noqa: BLE001 - a run that raises is what a soak is to find
        told = {"raised": f"{type(error).__name__}: {error}"[:SAID_MOST]}
        return record | {"took_s": _since(began_s), "broken": told, "fingerprint": ""}
    broken = {row.id: row.said[:SAID_MOST] for row in verdict.findings if not row.ok}
    return record | {
        "took_s": _since(began_s),
        "broken": broken,
        "fingerprint": verdict.fingerprint,
    }


def _since(began_s: float) -> float:
    return round(time.process_time() - began_s, 2)


def main() -> None:
    """A record for every seed on standard input, until it ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", help="name of a file in sites/")
    name: str = parser.parse_args().site
    profiles = load_profiles()
    site = open_site(name, profiles)
    for line in sys.stdin:
        record = recorded(int(line), name, site, profiles)
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
