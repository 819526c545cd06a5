"""Which chains a journal has, and what the text of a row says about the columns beside it.

It refuses to know how the rows are fetched; the columns are named here in the order it expects.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from farm.words import Words
from records.audit.chains import Chain, Row, Told, plain

_ENTRY = ("entry_id", "entity", "system", "day", "summary", "run_id", "event_id", "recorded_at")
_MARK = ("entity", "first_day", "last_day", "status", "decided_by", "approved_by", "recorded_at")
_DEED = ("deed_id", "kind", "entity", "day", "actor", "recorded_at")
_INPUT = ("id", "title", "document", "constructed", "actor", "at_ms")
_EVENT = (
    "event_id", "kind", "happened_at", "recorded_at", "actor", "batch", "tank", "to_tank", "ref",
    "ref_batch", "boot", "fact_seq",
)  # fmt: skip
"""`ref_batch`: batch of the event a reversal takes back; `boot`, `fact_seq`: of the fact taken."""


def _of_event(told: Told, row: Row) -> Sequence[object]:
    ref_batch = row[4 + _EVENT.index("ref_batch")]
    source = told.get("source") or {}
    return (
        told["event_id"],
        told["kind"],
        _with_milliseconds(told["happened_at"]),
        told["recorded_at"],
        told["actor"],
        ref_batch if told["kind"] == "REVERSAL" else told.get("batch"),
        told.get("from_tank", told.get("tank")),
        told.get("to_tank"),
        told.get("ref"),
        ref_batch,
        source.get("boot"),
        source.get("seq"),
    )


def _with_milliseconds(instant: str) -> str:
    """The texts of events leave out a fraction of zero and write six digits of any other."""
    whole, dot, fraction = instant.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3] if dot else '000'}Z"


EVENTS = Chain("events", Words(zh="生产日志", en="journal"), _EVENT, _of_event)
LEDGER = Chain(
    "ledger_entries",
    Words(zh="凭证", en="vouchers"),
    (*_ENTRY, "actor"),
    plain(*_ENTRY, "actor"),
)
PERIODS = Chain(
    "period_marks",
    Words(zh="会计期间", en="periods"),
    (*_MARK, "ledger_seq"),
    plain(*_MARK, "ledger_seq"),
)
DEEDS = Chain("deeds", Words(zh="登记", en="deeds"), _DEED, plain(*_DEED))
AUDIT = Chain(
    "audit",
    Words(zh="操作记录", en="audit trail"),
    ("at", "actor", "action"),
    plain("at", "actor", "action"),
)
INPUTS = Chain(
    "dividend_inputs", Words(zh="分红输入", en="dividend inputs"), _INPUT, plain(*_INPUT)
)

CHAINS: Mapping[str, Chain] = MappingProxyType(
    {
        "events": EVENTS,
        "ledger": LEDGER,
        "periods": PERIODS,
        "deeds": DEEDS,
        "audit": AUDIT,
        "dividend_inputs": INPUTS,
    }
)
"""By the names that anchors use."""
