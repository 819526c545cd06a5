"""The list of calibrations: each device, its last one, what is due and what is overdue.

It refuses to touch a device.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from farm.site import Device, Site
from ras.calibration_book import Book
from ras.paper import emit, table

if TYPE_CHECKING:
    from farm.profile import Calibration, Profile


def ways_of(profile: "Profile") -> "tuple[Calibration, ...]":
    """Calibrations that can be carried out."""
    return profile.commissioning.calibrations


def listed(book: Book, site: Site, profiles: "dict[str, Profile]", as_json: bool) -> None:
    """Every device that can be calibrated or was, with the day it is due."""
    today = datetime.now(UTC).astimezone(ZoneInfo(site.timezone)).date().isoformat()
    rows = []
    for device in site.devices:
        ways = ways_of(profiles[device.profile])
        last = book.last(device.id)
        if not ways and last is None:
            continue
        rows.append(_row(device, last, today, ways))
    if as_json:
        emit({"devices": rows})
        return
    heads = ["device", "profile", "procedure", "last_result", "due_on", "drift", "overdue"]
    cells = [[_text(row[head]) for head in heads[:-1]] + [_state(row)] for row in rows]
    table(
        "标定 / calibrations",
        ["设备 device", "型号 model", "方法 procedure", "上次 last", "到期 due", "漂移 drift",
         "状态 state"],
        cells,
    )  # fmt: skip


def _row(
    device: Device, last: dict[str, Any] | None, today: str, ways: "tuple[Calibration, ...]"
) -> dict[str, object]:
    due = last.get("due_on") if last else None
    return {
        "device": device.id,
        "profile": device.profile,
        "procedure": (last or {}).get("procedure") or ", ".join(row.id for row in ways),
        "last_result": last.get("result") if last else None,
        "due_on": due,
        "drift": last.get("drift") if last else None,
        "overdue": due is not None and due < today,
        "never": last is None,
    }


def _state(row: dict[str, object]) -> str:
    if row["never"]:
        return "没标定过 never"
    return "过期 overdue" if row["overdue"] else ""


def _text(value: object) -> str:
    return "–" if value is None else str(value)
