"""Straight-line depreciation in whole fen: the same each month, the last one takes the rest.

It refuses to know accounts. 农民专业合作社会计制度 (2021) art. 26: begins the month after the asset
came into use, and is due for the month in which it goes.
"""

from datetime import date

from records.ledger.deeds import AssetPlaced


def worn_fen(asset: AssetPlaced, month: str, removed: date | None = None) -> int:
    """What the asset wears in the civil month `2026-11`, fen; 0 before and after its time."""
    number = _months_of(month) - _months(asset.day)
    if not 1 <= number <= asset.months or (removed and _months_of(month) > _months(removed)):
        return 0
    whole_fen = asset.cost_fen - asset.salvage_fen
    each_fen = whole_fen // asset.months
    return each_fen if number < asset.months else whole_fen - each_fen * (asset.months - 1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _months_of(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
