"""Rows a bad disk refused come to it later: all of them that fit, in order, once."""

from pathlib import Path

from farm.fact import Fact, FactKind
from farm.words import Words
from records.state.late import LateRows
from records.state.reader import StateReader
from records.state.rows import ModeRow, Scope
from records.state.store import Put
from records.state.writer import StateWriter


def fact(seq: int) -> Fact:
    return Fact(
        boot="run-1",
        seq=seq,
        kind=FactKind.FEED_DOSED_G,
        place="1-07",
        amount=1200,
        from_ms=1000 * seq,
        to_ms=1000 * seq + 500,
        source="feeder",
    )


def tripped(value: str) -> ModeRow:
    why = Words(zh="干转", en="dry")
    return ModeRow(1000, Scope.TRIP, "dry_pump@1", value, "li", why)


def test_a_disk_that_is_well_again_is_found_so_without_a_new_row(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    path = tmp_path / "data" / "state.db"
    writer = StateWriter(path, "run-1", 0, threaded=False)
    rows = [writer.put_fact(fact(1)), *map(writer.put_mode, (tripped("a"), tripped("b")))]
    writer.turn()
    assert all(row.result(0) is not None for row in rows), "nobody waits for a bad disk"
    writer.turn()
    assert writer.health().late == 3
    (tmp_path / "data").unlink()
    writer.turn()
    writer.turn()
    health = writer.health()
    assert (health.trouble, health.late, health.saved, health.errors) == (None, 0, 3, 3)
    assert writer.close()
    start = StateReader(path).at_start()
    assert StateReader(path).facts_after(None) == [fact(1)]
    assert start.trips["dry_pump@1"].value == "b", "in the order in which they came"


def test_what_a_bad_disk_refused_is_bounded_and_facts_are_not_displaced() -> None:
    late, done = LateRows(limit=3), list[str]()

    def put(name: str) -> Put:
        return lambda file: done.append(name)

    late.add([(put("fact"), True)])
    late.add((put(f"row {number}"), False) for number in range(5))
    assert len(late) == 4
    for one in late.first():
        one(None)  # type: ignore[arg-type]
    assert done == ["fact", "row 2", "row 3", "row 4"]
    late.written(2)
    assert len(late) == 2
    late.clear()
    assert not late and late.first() == []
