"""Looking into the books: a figure down to its papers, the whole examination, the day's anchor.

It refuses to change or to repair anything.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from dashboard.api_models import Reason
from dashboard.money.accounting import accounts_of, production_of
from dashboard.money.office import Office
from dashboard.money.trail_shapes import (
    AnchorShown,
    HeadShown,
    TrailStep,
    TurnoverRow,
    VerdictShown,
)
from records.audit.anchor import Anchor
from records.audit.known_chains import CHAINS
from records.audit.rechecks import RECHECKS
from records.audit.trail import Step
from records.audit.verify import verify
from records.canonical import Head
from records.cost.due import due_vouchers
from records.durable import StorageFault
from records.ledger.entry import Entry
from records.store.links import ChainRows, asking
from records.store.lookup import StoreLookup


class Lookup(StoreLookup):
    """Looks in the office's journal; the facts of a month's voucher are drafted anew, once."""

    def __init__(self, office: Office) -> None:
        """Nothing is drafted before it is asked for."""
        self._drafted: dict[tuple[str, str], Mapping[str, tuple[UUID, ...]]] = {}
        self._office = office
        super().__init__(office.store, self._facts)

    def _facts(self, entry: Entry) -> Sequence[UUID]:
        assert entry.basis is not None
        key = entry.basis.key
        month = key.rsplit("/", 1)[-1]
        if len(month) != len("2026-11"):
            return ()
        place = (entry.entity, month)
        if place not in self._drafted:
            self._drafted[place] = self._sources(*place)
        return self._drafted[place].get(key, ())

    def _sources(self, entity: str, month: str) -> Mapping[str, tuple[UUID, ...]]:
        office = self._office
        due = due_vouchers(
            accounts_of(office, entity, month, month), production_of(office, entity),
            office.deeds(), office.store.ledger.entries(entity),
        )  # fmt: skip
        return due.sources


def step_shown(step: Step) -> TrailStep:
    """A step with everything below it."""
    return TrailStep(
        kind=step.kind.value, id=step.id, text=step.text,
        day=step.day.isoformat() if step.day else None, amount_fen=step.amount_fen, seq=step.seq,
        whole=step.whole, facts=dict(step.facts) if step.facts is not None else None,
        below=tuple(step_shown(one) for one in step.below),
    )  # fmt: skip


def verdict(office: Office) -> VerdictShown:
    """Every chain, voucher, period and past run of the journal as it stands."""
    with office.store.database.reading() as connection:
        sqlite = connection.dialect.name == "sqlite"
        found = verify(ChainRows(asking(connection), sqlite), {}, RECHECKS)
    return VerdictShown(
        sound=found.sound,
        problems=tuple(Reason(code=one.code, text=one.explanation) for one in found.problems),
        untold=found.untold,
        heads=_heads(found.heads),
        turnover=tuple(
            TurnoverRow(
                period=name, vouchers=sums.vouchers, debit_fen=sums.debit_fen,
                credit_fen=sums.credit_fen,
            )
            for name, sums in found.sums.by_period.items()
        ),
        rechecked=found.rechecked,
    )  # fmt: skip


def anchor_of(office: Office) -> Anchor:
    """The heads of every chain now, signed where there are keys."""
    made = office.store.anchor(office.site.id)
    return made.signed(office.keys.anchor_keys()[0]) if office.keys else made


def anchor_shown(made: Anchor) -> AnchorShown:
    """An anchor to be printed, sent and kept outside."""
    return AnchorShown(
        line=made.line(), fingerprint=made.fingerprint, at=made.at, signed=made.mac is not None,
        heads=_heads(made.heads),
    )  # fmt: skip


def anchor_beside(office: Office) -> str:
    """As `anchor_text`; "" if the journal cannot be read: a message to people must go out."""
    try:
        return anchor_text(anchor_of(office))
    except StorageFault:
        return ""


def anchor_text(made: Anchor) -> str:
    """The anchor as one message to a chat group: its fingerprint and how far each chain is."""
    chains = "，".join(f"{CHAINS[name].label.zh} {head.seq}" for name, head in made.heads.items())
    return f"账本锚点 {made.at[:10]} 指纹 {made.fingerprint}（{chains}）"


def _heads(heads: Mapping[str, Head]) -> tuple[HeadShown, ...]:
    return tuple(
        HeadShown(chain=name, title=CHAINS[name].label, seq=head.seq, hash=head.hash)
        for name, head in heads.items()
    )


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for; this year's without any."""
    return first or date(today.year, 1, 1), last or date(today.year, 12, 31)
