"""Why one holder gets what a line says, with the deeds of the register behind the shares.

It refuses to compute: the words and amounts are those of records.dividend.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from records.deeds.deed import Deed
from records.dividend.prepare.coop import explain_coop_line
from records.dividend.prepare.explain_village import explain_line
from records.dividend.prepare.prepared import Computed, Explained, RunLine
from records.ledger.accounts import AccountingSystem
from records.shares.register import snapshot

Why = Callable[[RunLine], Iterable[Explained]]


def unexplained(_line: RunLine) -> Iterable[Explained]:
    """Where everybody is listed, nobody is explained."""
    return ()


def explained(done: Computed, deeds: Sequence[Deed]) -> Why:
    """What is said of each line of a run; a shareholder's part is told by the run itself."""
    facts: Mapping[str, Any] = done.provenance
    if done.system is AccountingSystem.COMPANY:
        return unexplained
    basis = str(facts["rules"]["rules"]["tax_basis"])
    if done.system is AccountingSystem.COOP:
        return lambda line: explain_coop_line(line, basis)
    behind = _behind(done, deeds)
    return lambda line: explain_line(line, done.split, basis, behind.get(line.holder, ()))


def _behind(done: Computed, deeds: Sequence[Deed]) -> Mapping[str, tuple[str, ...]]:
    facts: Mapping[str, Any] = done.provenance
    taken = snapshot(deeds, done.entity, date.fromisoformat(facts["snapshot"]["record_day"]))
    return {
        row.holder: tuple(dict.fromkeys(str(deed) for part in row.why for deed in part))
        for row in taken.members
    }
