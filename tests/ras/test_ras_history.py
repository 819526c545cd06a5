"""What was recorded is told as it was: in order, with status, gaps as gaps."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from farm.clock import wall_ms
from farm.status import Status
from ras.instants import instant_ms, iso
from ras.refusal import Refused
from records.history.store import HistoryWriter

FROM_MS = 1_793_491_200_000
"""2026-11-01 00:00 UTC, 08:00 in Shanghai."""
TAG = "1-01.do_a"
Ras = Callable[..., Any]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Ninety seconds of one probe; every tenth answer is missing."""
    folder = tmp_path_factory.mktemp("farm")
    history = folder / "controller" / "history"
    history.mkdir(parents=True)
    writer = HistoryWriter(history, units={TAG: "mg/L"}, commit_every_s=0)
    for s in range(90):
        missing = s % 10 == 9
        value, status = (
            (float("nan"), Status.BAD_TIMEOUT) if missing else (8 + s / 100, Status.GOOD)
        )
        writer.append([(TAG, FROM_MS + 1000 * s, value, int(status))])
    assert writer.drain(30)
    yield folder
    assert writer.close(30)


def rows(ras: Ras, data: Path, *options: object) -> list[dict[str, Any]]:
    span = ("--from", "2026-11-01T08:00", "--to", "2026-11-01T00:02Z")
    answer = ras("history", "query", TAG, "--data", data, *span, *options, "--json")
    assert answer.code == 0, answer.err
    return [json.loads(line) for line in answer.out.splitlines()]


def test_raw_values_come_in_order_and_a_miss_has_no_number(ras: Ras, data: Path) -> None:
    told = rows(ras, data)
    assert len(told) == 90
    assert told[0] == {"at": "2026-11-01T00:00:00.000+00:00", "status": "Good", "value": 8.0}
    assert told[9] == {"at": "2026-11-01T00:00:09.000+00:00", "status": "BadTimeout", "value": None}
    assert [row["at"] for row in told] == sorted(row["at"] for row in told)


def test_buckets_count_what_was_good(ras: Ras, data: Path) -> None:
    told = rows(ras, data, "--every", 60)
    assert [(row["samples"], row["good"], row["worst"]) for row in told[:2]] == [
        (60, 54, "BadTimeout"),
        (30, 27, "BadTimeout"),
    ]
    assert (told[0]["min"], told[0]["max"]) == pytest.approx((8.0, 8.58))


def test_people_get_a_table_with_whole_words(ras: Ras, data: Path) -> None:
    answer = ras("history", "query", TAG, "--data", data, "--from", "2026-11-01T08:00")
    assert f"{TAG} [mg/L]" in answer.out and "BadTimeout" in answer.out
    assert "…" not in answer.out
    asked = ras("history", "query", TAG, "--data", data, "--from", "-1s")
    assert asked.code == 0, "no sample in the span is an empty answer, not a mistake"


def test_an_unknown_tag_is_no(ras: Ras, data: Path) -> None:
    answer = ras("history", "query", "1-01.do_x", "--data", data)
    assert answer.code == 1 and "1-01.do_x" in answer.err and not answer.out


def test_instants_as_people_type_them() -> None:
    now_ms = wall_ms()
    shanghai = "Asia/Shanghai"
    assert instant_ms("now", shanghai, now_ms) == now_ms
    assert instant_ms("-90m", shanghai, now_ms) == now_ms - 5_400_000
    assert instant_ms("2026-11-01T08:00", shanghai, now_ms) == FROM_MS
    assert instant_ms("2026-11-01", "UTC", now_ms) == FROM_MS
    assert instant_ms("2026-11-01T00:00:00+00:00", shanghai, now_ms) == FROM_MS
    assert iso(FROM_MS) == "2026-11-01T00:00:00.000+00:00"


@pytest.mark.parametrize("text", ["", "-5", "24h", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        instant_ms(text, "Asia/Shanghai", wall_ms())
