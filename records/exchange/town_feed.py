"""The town's figures as one JSON document; docs/town-feed.md tells a stranger how to read it.

It refuses to send itself anywhere: no inlet of the town is known, so the document is fetched.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_OID, uuid5

from records.canonical import Json, canonical_json, digest
from records.exchange.town_figures import Item, TownReport

SCHEMA = "ras-town-1"

UNKNOWN = (
    "镇里月度晾晒、季度比拼的正式表样和计分办法未知；栏目是本系统提出的，须与镇里商定",
    "数据接口未知，本系统不推送；“一张智网”是否接收本村未知",
    "检测、合格证、尾水、休药期、停电超过 1 小时等次数：账上尚无这些记录，未列",
)
"""What nobody has told us; it stands on the sheet and in the feed."""


def town_feed(report: TownReport, head_hash: str, made_at: str) -> dict[str, Json]:
    """The document: whole numbers and texts, no person; `hash` over everything but itself.

    `head_hash`: of the ledger at `made_at`, UTC. The same figures have the same `id`.
    """
    payload: dict[str, Json] = {
        section.value: _section(items) for section, items in report.sections.items()
    }
    told: dict[str, Json] = {
        "project": report.project,
        "period": report.period.name,
        "payload": payload,
    }
    body: dict[str, Json] = {
        **told,
        "schema": SCHEMA,
        "id": str(uuid5(NAMESPACE_OID, canonical_json(told))),
        "kind": report.period.kind,
        "not_shown": [section.value for section in report.hidden],
        "view_decided": report.decided,
        "unknown": list(UNKNOWN),
        "ledger_head": head_hash,
        "produced_at": made_at,
    }
    return {**body, "hash": digest(body)}


def feed_line(document: dict[str, Json]) -> str:
    """The one text of the document."""
    return canonical_json(document)


def _section(items: Iterable[Item]) -> dict[str, Json]:
    """Figures by key; those of several by what they are about."""
    found: dict[str, Json] = {}
    several: dict[str, dict[str, Json]] = {}
    for item in items:
        place = several.setdefault(item.about, {}) if item.about else found
        place[item.key] = item.value
    return {**found, "by": several} if several else found
