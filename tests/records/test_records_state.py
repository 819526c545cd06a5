"""The controller's memory is durable when it says so, and never fells the control loop."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from farm.alarm import Alarm, AlarmState, Priority
from farm.command import Rank
from farm.fact import Fact, FactKind
from farm.words import Words
from records.durable import StorageFault
from records.state.reader import StateReader
from records.state.rows import AlarmEvent, CommandRow, ModeRow, Scope
from records.state.writer import StateWriter

WAIT_S = 30.0
WHY = Words(zh="氧低", en="oxygen low")


def fact(seq: int, amount: int = 1200, boot: str = "run-1") -> Fact:
    return Fact(
        boot=boot,
        seq=seq,
        kind=FactKind.FEED_DOSED_G,
        place="1-07",
        amount=amount,
        from_ms=1000 * seq,
        to_ms=1000 * seq + 500,
        source="feeder",
    )


def command(key: str, at_ms: int = 1000, result: str = "") -> CommandRow:
    return CommandRow(
        key, at_ms, "1-07.trim_valve", 40.0, Rank.LAW, "oxygen_1-07", WHY, result=result
    )


def alarm(state: AlarmState, changed_ms: int, key: str = "low_oxygen@1-07") -> AlarmEvent:
    return AlarmEvent(
        at_ms=changed_ms,
        alarm=Alarm(
            id=key,
            kind="low_oxygen",
            place="1-07",
            priority=Priority.P1,
            state=state,
            text=WHY,
            cause=WHY,
            consequence=WHY,
            action=WHY,
            since_ms=1000,
            changed_ms=changed_ms,
        ),
    )


def mode(scope: Scope, key: str, value: str, at_ms: int = 1000) -> ModeRow:
    return ModeRow(at_ms, scope, key, value, "li", WHY)


def test_facts_come_in_order_after_the_cursor(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    assert [writer.put_fact(fact(seq)).result(WAIT_S) for seq in (1, 2, 3)] == [None] * 3
    assert writer.close()
    writer = StateWriter(path, "run-0", 1)  # a later run whose name sorts before
    assert writer.put_fact(fact(1, boot="run-0")).result(WAIT_S) is None
    writer.close()
    reader = StateReader(path)
    everything = [fact(1), fact(2), fact(3), fact(1, boot="run-0")]
    assert reader.facts_after(None) == everything
    assert reader.facts_after(("run-1", 2)) == everything[2:]
    assert reader.facts_after(("run-0", 1)) == []
    assert reader.facts_after(("of another file", 9)) == everything
    assert reader.facts_after(None, limit=2) == everything[:2]


def test_a_fact_is_taken_once_and_never_replaced(tmp_path: Path) -> None:
    writer = StateWriter(tmp_path / "state.db", "run-1", 0)
    assert writer.put_fact(fact(1)).result(WAIT_S) is None
    assert writer.put_fact(fact(1)).result(WAIT_S) is None
    contradiction = writer.put_fact(fact(1, amount=9)).result(WAIT_S)
    beside_it = writer.put_fact(fact(2)).result(WAIT_S)
    assert contradiction is not None and "run-1" in contradiction.en
    assert beside_it is None
    assert writer.health().errors == 1
    writer.close()
    assert StateReader(tmp_path / "state.db").facts_after(None) == [fact(1), fact(2)]


def test_a_command_keeps_its_why_and_gets_its_result_later(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    writer.put_command(command("c1"))
    writer.put_command(command("c2", at_ms=2000))
    writer.put_command(command("c1", at_ms=9999, result="confirmed"))
    assert writer.close()
    reader = StateReader(path)
    assert reader.commands(0, 5000) == [command("c2", 2000), command("c1", result="confirmed")]
    assert reader.commands(0, 5000, output="2-01.trim_valve") == []
    assert reader.command("c1") == command("c1", result="confirmed")
    assert reader.command("never given") is None


def test_the_next_run_knows_what_held(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    assert writer.at_start.clean_stop is None
    writer.put_mode(mode(Scope.MODE, "1", "auto"))
    writer.put_mode(mode(Scope.MODE, "1", "manual", at_ms=2000))
    writer.put_mode(mode(Scope.TRIP, "dry_pump@1", "tripped"))
    writer.put_alarm_event(alarm(AlarmState.UNACKNOWLEDGED, 1000))
    writer.put_alarm_event(alarm(AlarmState.ACKNOWLEDGED, 2000))
    writer.put_alarm_event(alarm(AlarmState.UNACKNOWLEDGED, 1000, key="other@1"))
    writer.put_alarm_event(alarm(AlarmState.NORMAL, 3000, key="other@1"))
    assert writer.close()
    writer = StateWriter(path, "run-2", 5000)
    held = writer.at_start
    assert held.clean_stop is False
    assert held.modes == {"1": mode(Scope.MODE, "1", "manual", at_ms=2000)}
    assert held.trips == {"dry_pump@1": mode(Scope.TRIP, "dry_pump@1", "tripped")}
    assert held.alarms == {"low_oxygen@1-07": alarm(AlarmState.ACKNOWLEDGED, 2000)}
    assert writer.put_clean_stop(6000).result(WAIT_S) is None
    writer.close()
    assert StateReader(path).at_start().clean_stop is True
    assert len(StateReader(path).alarm_events(0, 10_000)) == 4


def test_an_alarm_in_other_words_is_named_not_fatal(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    writer.put_alarm_event(alarm(AlarmState.UNACKNOWLEDGED, 1000))
    assert writer.close()
    file = sqlite3.connect(path)
    file.execute("UPDATE alarm_event SET alarm = '{\"colour\": 1}'")
    file.commit()
    file.close()
    held = StateReader(path).at_start()
    assert (held.alarms, held.unreadable) == ({}, ("low_oxygen@1-07",))


def test_the_next_run_knows_the_newest_fact_of_each_source(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    other = fact(3).model_copy(update={"source": "other feeder"})
    for row in (fact(1), fact(2), other, fact(4, amount=5)):
        writer.put_fact(row)
    assert writer.close()
    assert StateReader(path).at_start().facts == (other, fact(4, amount=5))
    file = sqlite3.connect(path)
    file.execute("UPDATE fact SET kind = 'sunshine_h' WHERE seq = 3")
    file.commit()
    file.close()
    held = StateReader(path).at_start()
    assert (held.facts, held.unreadable) == ((fact(4, amount=5),), ("fact/other feeder",))


def test_a_trip_whose_reason_cannot_be_read_is_still_held(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StateWriter(path, "run-1", 0)
    writer.put_mode(mode(Scope.TRIP, "dry_pump@1", "tripped"))
    assert writer.close()
    file = sqlite3.connect(path)
    file.execute("UPDATE mode SET why_zh = ''")
    file.commit()
    file.close()
    assert StateReader(path).at_start().trips["dry_pump@1"].value == "tripped"


def test_an_unwritable_place_is_answered_and_healed(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    writer = StateWriter(tmp_path / "data" / "state.db", "run-1", 0)
    lost = writer.put_fact(fact(1)).result(WAIT_S)
    assert lost is not None and "权限" in lost.zh
    health = writer.health()
    assert (health.saved, health.errors) == (0, 1)
    assert health.trouble == lost and health.late == 1
    (tmp_path / "data").unlink()
    assert writer.put_fact(fact(2)).result(WAIT_S) is None
    health = writer.health()
    assert (health.trouble, health.late, health.saved) == (None, 0, 2)
    writer.close()
    assert StateReader(tmp_path / "data" / "state.db").facts_after(None) == [fact(1), fact(2)]


def test_a_full_disk_is_answered_and_what_was_saved_stays(tmp_path: Path) -> None:
    writer = StateWriter(tmp_path / "state.db", "run-1", 0, max_bytes=40 * 4096)
    saved = []
    for seq in range(10_000):
        lost = writer.put_fact(fact(seq)).result(WAIT_S)
        if lost is not None:
            break
        saved.append(fact(seq))
    assert lost is not None and "磁盘已满" in lost.zh and "Disk full" in lost.en
    assert writer.health().errors == 1
    writer.close()
    assert StateReader(tmp_path / "state.db").facts_after(None) == saved
    assert saved


def test_a_damaged_file_is_told_at_start(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database" * 1000)
    writer = StateWriter(tmp_path / "state.db", "run-1", 0)
    assert writer.at_start.trouble is not None
    assert "备份" in writer.at_start.trouble.zh
    lost = writer.put_fact(fact(1)).result(WAIT_S)
    assert lost is not None
    writer.close()


def test_a_second_writer_is_answered(tmp_path: Path) -> None:
    first = StateWriter(tmp_path / "state.db", "run-1", 0)
    assert first.put_fact(fact(1)).result(WAIT_S) is None
    second = StateWriter(tmp_path / "state.db", "run-2", 0)
    lost = second.put_fact(fact(1, boot="run-2")).result(WAIT_S)
    assert lost is not None and "Another process" in lost.en
    second.close()
    first.close()
    late = first.put_fact(fact(2)).result(WAIT_S)
    assert late is not None and "ended" in late.en


def test_a_cancelled_wait_does_not_end_the_writer(tmp_path: Path) -> None:
    writer = StateWriter(tmp_path / "state.db", "run-1", 0)
    assert not writer.put_fact(fact(1)).cancel()
    assert writer.put_fact(fact(2)).result(WAIT_S) is None
    writer.close()


def test_settings_are_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from records import durable

    def weak(path: Path, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(path, factory=Weak, isolation_level=None)
        return connection

    class Weak(sqlite3.Connection):
        def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous = FULL", "synchronous = NORMAL"))

    connect = sqlite3.connect
    monkeypatch.setattr("records.durable.sqlite3.connect", weak)
    with pytest.raises(StorageFault, match="synchronous=1"):
        durable.open_durable(tmp_path / "weak.db", "", 1)


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from farm.fact import Fact, FactKind
from records.state.writer import StateWriter
writer = StateWriter(Path(sys.argv[1]), "run-1", 0)
for seq in range(1_000_000):
    fact = Fact(boot="run-1", seq=seq, kind=FactKind.ENERGY_USED_WH, place="farm", amount=seq,
                from_ms=seq, to_ms=seq + 1, source="meter")
    assert writer.put_fact(fact).result(60) is None
    print(seq, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [0, 40, 1500])
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "state.db"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(root)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        last = -1
        while last < acknowledged:
            last = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        for line in child.stdout:
            last = int(line)
    facts = StateReader(path).facts_after(None)
    assert [one.seq for one in facts[: last + 1]] == list(range(last + 1))
    assert StateReader(path).at_start().clean_stop is False
    file = sqlite3.connect(path)
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    file.close()
