"""What the law asks around a decision: votes, notice days, retention, holding cap (DIV-SPEC B17).

It refuses to know public holidays and whether a number is still the law in force: both are data.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from records.integers import ceil_div

HOLDING_CAP_PERCENT = 3
"""Most one member may hold, % (浙江省农村集体资产管理条例 2020 art. 30).

Whether that text is still in force is unverified.
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """Days and years that the law or the charter sets."""

    min_full_days: int
    notice_days: int
    voucher_retention_years: int
    production_record_years: int


def votes_needed(electorate: int) -> int:
    """Two thirds of all who may vote, not of those present (农村集体经济组织法 art. 27)."""
    return ceil_div(2 * electorate, 3)


def holding_limit_hundredths(total_hundredths: int) -> int:
    """Most shares one holder may have, hundredths."""
    return total_hundredths * HOLDING_CAP_PERCENT // 100


def within_holding_cap(total_hundredths: int, holder_hundredths: int) -> bool:
    """Whether the holder stays within the cap."""
    return holder_hundredths * 100 <= total_hundredths * HOLDING_CAP_PERCENT


def calendar(posted: date, voucher_year: int, sold_out: date, terms: Terms) -> dict[str, str]:
    """Days of one distribution and its records; the day of posting is not counted (民法典 201)."""
    last_full_day = posted + timedelta(days=terms.min_full_days)
    earliest_vote = last_full_day + timedelta(days=1)
    retention = voucher_year + 1
    return {
        "last_full_day": last_full_day.isoformat(),
        "earliest_vote": earliest_vote.isoformat(),
        "latest_notice_and_papers_for_that_vote": (
            earliest_vote - timedelta(days=terms.notice_days)
        ).isoformat(),
        "voucher_retention_starts": date(retention, 1, 1).isoformat(),
        "voucher_may_be_appraised_from": date(
            retention + terms.voucher_retention_years, 1, 1
        ).isoformat(),
        "annual_report": "permanent",
        "production_record_keep_until": years_later(
            sold_out, terms.production_record_years
        ).isoformat(),
    }


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March, so a record is never short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
