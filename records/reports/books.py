"""What stands in a journal as reports take it: events, deeds, vouchers, heads, counts of meters.

It refuses to know where it was read; a door hands it in, all of one instant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from records.canonical import Head
from records.deeds.deed import Deed
from records.journal.events import ProductionEvent
from records.ledger.entry import Entry
from records.reports.yield_inputs import Facts


@dataclass(frozen=True)
class ReportBooks:
    """A journal. `heads`: by the names of the chains; `facts`: by month, of the span asked.

    `constructed`: somebody made up what stands here, for a demonstration.
    """

    site: str
    events: Sequence[ProductionEvent]
    deeds: Sequence[Deed]
    entries: Sequence[Entry]
    heads: Mapping[str, Head]
    facts: Facts = field(default_factory=dict)
    constructed: bool = False

    def head_hash(self, chain: str) -> str:
        """Hash of the last link of a chain."""
        return self.heads[chain].hash
