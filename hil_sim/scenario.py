"""A scenario as data: schema `ras-sim/1`, the fish, the series played and what goes wrong when.

It refuses to know what is expected to come of it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from farm.document import Document
from farm.site import Site
from farm.stock import TankStock
from farm.words import Noun, Words
from hil_sim.stocking import fullest_day


class Played(Noun):
    """A CSV file played through probes: tag → column; `temperature`: the probe's thermometer."""

    file: str
    columns: dict[str, str] = Field(min_length=1)
    temperature: str | None = None


class Scenario(Noun):
    """What a simulated farm starts with and meets. `site`: path beside the scenario file.

    `stock`: fish by tank; without it the plan's fullest day times `load_share`.
    `orders`: requests of the control socket, each with `at_s`.
    """

    schema_: Annotated[Literal["ras-sim/1"], Field(alias="schema")]
    title: Words | None = None
    site: str = ""
    seed: int = 0
    load_share: float = Field(1.0, ge=0, le=2)
    stock: tuple[TankStock, ...] = ()
    playback: tuple[Played, ...] = ()
    orders: tuple[dict[str, Any], ...] = ()

    def fish(self, site: Site, at_ms: int) -> list[TankStock]:
        """The fish this scenario starts with on a site."""
        return list(self.stock) or fullest_day(site, at_ms, self.load_share)


def read_scenario(file: str, text: str) -> Scenario:
    """The scenario of a YAML text; farm.problem.Misconfigured with every mistake."""
    return Document(file, text).parse(Scenario)


def is_scenario(text: str) -> bool:
    """Whether a YAML text says it is one, so that `ras sim` takes sites and scenarios alike."""
    return any(
        line.strip().removeprefix("schema:").strip(" \"'") == "ras-sim/1"
        for line in text.splitlines()
        if line.startswith("schema:")
    )
