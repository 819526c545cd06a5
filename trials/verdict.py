"""One scenario run on one site with one seed, and the verdict on it.

It refuses to know terminals; `ras scenario` prints.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from drivers.profiles import load_profiles
from farm.profile import Profile
from farm.site import Site
from farm.site_check import load_site
from hil_sim.holdable import held
from hil_sim.stocking import fullest_day
from trials.expect import Looks, Ran, found
from trials.finding import Finding
from trials.invariants import Allowance, invariants
from trials.pairs import ALWAYS, is_pair
from trials.scenarios import Scenario, strangers
from trials.whole_farm import Trial, try_farm
from trials.witness import Witness

SITES = Path(__file__).parents[1] / "sites"
DAY = date(2026, 11, 22)
"""All trials are on one civil day, so that a seed means the same tomorrow."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. `speed`: simulated seconds for each second of the machine."""

    scenario: str
    site: str
    seed: int
    seconds: float
    speed: float
    fingerprint: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Everything held."""
        return all(finding.ok for finding in self.findings)

    @property
    def replay(self) -> str:
        """The one command that does the same again."""
        return f"ras scenario run {self.scenario} --site {self.site} --seed {self.seed}"


def open_site(name: str, profiles: Mapping[str, Profile], folder: Path = SITES) -> Site:
    """A site by the name of its file; Misconfigured with every mistake, also of its physics."""
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    return held(str(path), text, load_site(str(path), text, profiles))


def start_utc_ms(scenario: Scenario, site: Site) -> int:
    """Second 0 of a run: the scenario's civil time on the site's day of all trials."""
    at = datetime.combine(DAY, clock_time.fromisoformat(scenario.starts), ZoneInfo(site.timezone))
    return round(at.timestamp() * 1000)


def tried(
    scenario: Scenario, site: Site, seed: int = 1, profiles: Mapping[str, Profile] | None = None
) -> Verdict:
    """Run a scenario; ValueError when it names what the site does not have."""
    if unknown := strangers(scenario, site):
        raise ValueError(f"{scenario.name}: {site.id} has no {', '.join(unknown)}")
    profiles = load_profiles() if profiles is None else profiles
    seen = Witness()
    looks = Looks(look for expected in scenario.expect for look in expected.looks())

    def watch(trial: Trial, at_s: float) -> None:
        seen(trial, at_s)
        looks(trial, at_s)

    start_ms = start_utc_ms(scenario, site)
    began_s = time.perf_counter()
    trial = try_farm(
        site,
        profiles,
        fullest_day(site, start_ms, scenario.load_share),
        scenario.seconds,
        orders=[order.as_request() for order in scenario.orders],
        seed=seed,
        watch=watch,
        start_utc_ms=start_ms,
        files=is_pair(scenario.name),
    )
    took_s = time.perf_counter() - began_s
    findings = _findings(scenario, Ran(trial, seen, looks), profiles)
    return Verdict(
        scenario.name,
        site.id,
        seed,
        scenario.seconds,
        round(scenario.seconds / took_s, 1),
        trial.trace.fingerprint,
        tuple(findings),
    )


def _findings(scenario: Scenario, ran: Ran, profiles: Mapping[str, Profile]) -> list[Finding]:
    """What must always hold, orders that made no sense, and what the scenario expects."""
    allowance = Allowance(scenario.oxygen_floor_mg_l, scenario.pump_still_s, scenario.quiet_since_s)
    always = invariants(ran.trial, profiles, ran.seen, allowance)
    if is_pair(scenario.name):
        always = [finding for finding in always if finding.id in ALWAYS]
    refused = [Finding("orders", False, words) for words in ran.trial.farm.refused]
    return [*always, *refused, *(found(ran, expected) for expected in scenario.expect)]


def tried_to_the_end(
    scenario: Scenario, site: Site, seed: int, profiles: Mapping[str, Profile]
) -> Verdict:
    """The same; a run that broke off is a verdict too: of many, the others are still wanted."""
    try:
        return tried(scenario, site, seed, profiles)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is this run's finding
        broke = Finding("ran", False, f"broke off: {type(error).__name__}: {error}"[:300])
        return Verdict(scenario.name, site.id, seed, scenario.seconds, 0.0, "", (broke,))
