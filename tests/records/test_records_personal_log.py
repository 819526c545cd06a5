"""People in the journal: sealed at rest, every act told, a correction beside what it corrects."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from records.durable import StorageFault
from records.personal.access import REVEALS_IN_AN_HOUR_MAX, StepUp
from records.personal.fields import PersonalField
from records.personal.secret import Secret
from records.refusal import RuleRefused
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.key_file import add_key, make_key_file, read_key_file
from records.store.personal_log import RESEALED, REVEALED, Asker, PersonalLog
from records.store.reading import JournalReader
from tests.records.journal_scene import Clock, tamper
from tests.records.people_scene import id_number, person, ring

LI, WHY = Asker("li", "s1", "192.0.2.7"), "入社登记"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[JournalStore]:
    with open_journal(journal_url(path), clock=clock) as opened:
        yield opened


@pytest.fixture
def people(store: JournalStore, clock: Clock) -> PersonalLog:
    return store.personal(ring())


def stepped(clock: Clock, login: str = "li") -> StepUp:
    return StepUp(login, clock.at)


def test_a_person_is_kept_masked_and_revealed_with_a_reason(
    store: JournalStore, people: PersonalLog, clock: Clock
) -> None:
    assert people.record("M0101", person(), LI, WHY) == dict.fromkeys(PersonalField, 1)
    shown = people.masked(["M0101", "M0999"])
    assert list(shown) == ["M0101"]
    assert shown["M0101"][PersonalField.NAME] == "欧****人"
    value = people.reveal("M0101", PersonalField.ID_NUMBER, LI, "核对身份", stepped(clock))
    assert value == person()[PersonalField.ID_NUMBER]
    told = store.audit.records()[-1].entry
    assert (told.actor, told.action, told.target, told.reason, told.session) == (
        "li", REVEALED, "M0101", "核对身份", "s1",
    )  # fmt: skip
    assert told.detail == {"field": "id_number", "version": 1}
    assert store.verify() == [] and people.unreadable() == []


def test_a_correction_is_a_new_version_and_the_old_one_stays(
    store: JournalStore, people: PersonalLog
) -> None:
    people.record("M0101", person(), LI, WHY)
    again = people.record("M0101", person(), LI, "再次录入")
    assert set(again.values()) == {1} and len(store.audit.records()) == 1
    changed = {PersonalField.BANK_ACCOUNT: Secret("6200 9900 0077")}
    versions = people.record("M0101", changed, Asker("xu"), "换存折")
    assert versions == {PersonalField.BANK_ACCOUNT: 2}
    assert people.masked(["M0101"])["M0101"][PersonalField.BANK_ACCOUNT] == "********0077"
    kept = [(field, number, who) for field, number, who, _ in people.versions("M0101")]
    assert (PersonalField.BANK_ACCOUNT, 1, "li") in kept
    assert (PersonalField.BANK_ACCOUNT, 2, "xu") in kept
    assert store.audit.records()[-1].entry.reason == "换存折"
    assert store.verify() == []


@pytest.mark.parametrize("reason", ["", " 1 ", "x" * 201, "账号 6200990000123"])
def test_a_reason_is_needed_and_is_not_personal_itself(
    store: JournalStore, people: PersonalLog, clock: Clock, reason: str
) -> None:
    with pytest.raises(RuleRefused, match="REASON_"):
        people.record("M0101", person(), LI, reason)
    people.record("M0101", person(), LI, WHY)
    with pytest.raises(RuleRefused, match="REASON_"):
        people.reveal("M0101", PersonalField.NAME, LI, reason, stepped(clock))
    assert [row.entry.action for row in store.audit.records()] == ["PERSONAL_RECORDED"]


def test_a_password_given_long_ago_or_by_another_reveals_nothing(
    people: PersonalLog, clock: Clock
) -> None:
    people.record("M0101", person(), LI, WHY)
    late = StepUp("li", clock.at - timedelta(minutes=6))
    early = StepUp("li", clock.at + timedelta(minutes=1))
    for step_up in (late, early, stepped(clock, "xu")):
        with pytest.raises(RuleRefused, match="STEP_UP_NEEDED"):
            people.reveal("M0101", PersonalField.NAME, LI, "核对身份", step_up)


def test_nobody_reads_the_whole_village_in_an_hour(people: PersonalLog, clock: Clock) -> None:
    people.record("M0101", person(), LI, WHY)
    for _ in range(REVEALS_IN_AN_HOUR_MAX):
        people.reveal("M0101", PersonalField.NAME, LI, "核对身份", stepped(clock))
    with pytest.raises(RuleRefused, match="REVEAL_TOO_OFTEN"):
        people.reveal("M0101", PersonalField.NAME, LI, "核对身份", stepped(clock))
    people.reveal("M0101", PersonalField.NAME, Asker("xu"), "核对身份", stepped(clock, "xu"))
    clock.at += timedelta(hours=1)
    people.reveal("M0101", PersonalField.NAME, LI, "核对身份", stepped(clock))


def test_many_accounts_are_taken_out_by_two_people_or_not_at_all(
    store: JournalStore, people: PersonalLog, clock: Clock
) -> None:
    people.record("M0101", person(1), LI, WHY)
    people.record("M0102", person(2), LI, WHY)
    account = PersonalField.BANK_ACCOUNT

    def taken(who: list[str], agreed: str) -> dict[str, Secret]:
        return people.reveal_many(who, account, LI, "付款文件", stepped(clock), agreed)

    assert taken(["M0102", "M0101"], "wang") == {
        "M0101": person(1)[account], "M0102": person(2)[account],
    }  # fmt: skip
    assert store.audit.records()[-1].entry.detail == {
        "field": "bank_account", "people": ["M0102", "M0101"], "approved_by": "wang",
    }  # fmt: skip
    with pytest.raises(RuleRefused, match="SAME_PERSON"):
        taken(["M0101"], "li")
    with pytest.raises(RuleRefused, match="PERSONAL_UNKNOWN"):
        taken(["M0101", "M0103"], "wang")
    assert len(store.audit.records()) == 3


def test_nobody_is_recorded_twice_and_a_shared_account_is_seen(people: PersonalLog) -> None:
    people.record("M0101", person(), LI, WHY)
    with pytest.raises(RuleRefused, match=r"ID_NUMBER_TAKEN.*M0101"):
        people.record("M0102", person(), LI, WHY)
    assert people.masked(["M0102"]) == {}
    other = {**person(), PersonalField.ID_NUMBER: Secret(id_number(order=2))}
    people.record("M0102", other, LI, WHY)
    account = person()[PersonalField.BANK_ACCOUNT]
    assert people.holders_of(PersonalField.BANK_ACCOUNT, account) == ["M0101", "M0102"]
    people.record("M0101", {PersonalField.BANK_ACCOUNT: Secret("620099887766")}, LI, "换存折")
    assert people.holders_of(PersonalField.BANK_ACCOUNT, account) == ["M0102"]


def test_a_value_that_is_none_is_refused_and_nothing_is_kept(
    store: JournalStore, people: PersonalLog
) -> None:
    wrong = {**person(), PersonalField.PHONE: Secret("12345")}
    with pytest.raises(RuleRefused, match="PERSONAL_MALFORMED") as refusal:
        people.record("M0101", wrong, LI, WHY)
    assert "12345" not in str(refusal.value)
    assert people.versions("M0101") == [] and store.audit.records() == []


def test_a_rotation_brings_every_version_under_the_new_key(
    store: JournalStore, people: PersonalLog, clock: Clock, path: Path
) -> None:
    people.record("M0101", person(1), LI, WHY)
    people.record("M0101", {PersonalField.PHONE: Secret("13900000009")}, LI, "换号码")
    with sqlite3.connect(path) as connection:
        before = {row[0] for row in connection.execute("SELECT sealed FROM personal")}
    rotated = store.personal(ring(2))
    assert rotated.reseal_all(Asker("root"), "年度轮换") == 6
    assert rotated.reseal_all(Asker("root"), "年度轮换") == 0
    with sqlite3.connect(path) as connection:
        after = {row[0] for row in connection.execute("SELECT sealed FROM personal")}
        assert {row[0] for row in connection.execute("SELECT key_id FROM personal")} == {2}
    assert not before & after
    assert rotated.unreadable() == [] and len(people.unreadable()) == 6
    assert store.verify() == []
    assert [row.entry.action for row in store.audit.records()][-2:] == [RESEALED, RESEALED]
    id_field, value = PersonalField.ID_NUMBER, Secret(id_number(order=1))
    assert rotated.holders_of(id_field, value) == ["M0101"]
    assert people.holders_of(id_field, value) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM personal WHERE field = 'phone'", "PERSONAL_MISSING"),
        ("UPDATE personal SET version = 2 WHERE field = 'phone'", "PERSONAL_UNTOLD"),
        ("UPDATE personal SET person = 'M0102' WHERE field = 'phone'", "PERSONAL_UNTOLD"),
        ("UPDATE personal SET sealed = (SELECT sealed FROM personal WHERE field = 'name')", ""),
        ("UPDATE personal SET actor = 'xu'", ""),
        ("UPDATE personal SET recorded_at = '2020-01-01T00:00:00.000Z'", ""),
        ("UPDATE personal SET blind = 'x'", ""),
        ("UPDATE personal SET key_id = 2", ""),
    ],
)
def test_a_field_moved_or_removed_in_the_file_is_found(
    path: Path, clock: Clock, statement: str, code: str
) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        people = store.personal(ring())
        people.record("M0101", person(), LI, WHY)
    tamper(path, statement)
    with open_journal(journal_url(path), clock=clock) as store:
        found = {one.code for one in store.verify()}
        people = store.personal(ring())
        assert found == ({"PERSONAL_UNTOLD", "PERSONAL_MISSING"} & found if code else set())
        assert code in found if code else people.unreadable() != []


def test_the_database_refuses_to_change_who_what_and_when(
    store: JournalStore, people: PersonalLog, path: Path
) -> None:
    people.record("M0101", person(), LI, WHY)
    connection = sqlite3.connect(path)
    row = connection.execute("SELECT * FROM personal LIMIT 1").fetchone()
    for statement in (
        "UPDATE personal SET actor = 'xu'",
        "UPDATE personal SET person = 'M0102'",
        "UPDATE personal SET version = 2",
        "DELETE FROM personal",
        f"REPLACE INTO personal VALUES ({','.join('?' * len(row))})",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement, row if "?" in statement else ())
    connection.close()
    assert store.verify() == []


def test_no_value_lies_in_clear_anywhere_in_the_folder(
    path: Path, store: JournalStore, people: PersonalLog, clock: Clock
) -> None:
    """Journal, write-ahead log and lock file while open, and after a rotation and a close."""
    people.record("M0101", person(), LI, WHY)
    people.reveal("M0101", PersonalField.BANK_ACCOUNT, LI, "核对身份", stepped(clock))
    store.personal(ring(2)).reseal_all(LI, "年度轮换")
    bodies = [file.read_bytes() for file in path.parent.iterdir()]
    assert len(bodies) >= 3 and sum(map(len, bodies)) > 10_000
    store.close()
    bodies += [file.read_bytes() for file in path.parent.iterdir()]
    for value in person().values():
        for body in bodies:
            assert value.shown().encode() not in body
            assert value.shown()[6:].encode() not in body or len(value.shown()) < 9


def test_a_key_file_is_its_owners_alone_and_not_beside_the_data(tmp_path: Path) -> None:
    place, data = tmp_path / "keys" / "ras.keys", tmp_path / "data"
    place.parent.mkdir()
    made = make_key_file(place, data)
    assert place.stat().st_mode & 0o777 == 0o600
    assert read_key_file(place, data).text() == made.text()
    second = add_key(place, data)
    assert second.current == 2 and read_key_file(place).text() == second.text()
    assert place.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in place.parent.iterdir()] == ["ras.keys"]
    with pytest.raises(StorageFault, match="不覆盖"):
        make_key_file(place)
    place.chmod(0o640)
    with pytest.raises(StorageFault, match="chmod 600"):
        read_key_file(place)
    place.chmod(0o600)
    with pytest.raises(StorageFault, match="数据目录"):
        read_key_file(place, tmp_path)
    with pytest.raises(StorageFault):
        read_key_file(tmp_path / "none")
    link = tmp_path / "link"
    link.symlink_to(place)
    with pytest.raises(StorageFault):
        read_key_file(link)
    with pytest.raises(StorageFault):
        read_key_file(place.parent)


def test_a_reader_gives_sealed_fields_for_an_examination(
    path: Path, store: JournalStore, people: PersonalLog
) -> None:
    people.record("M0101", person(), LI, WHY)
    with JournalReader(path) as reader:
        rows = list(reader.sealed_fields())
    assert {row.place.field for row in rows} == set(PersonalField)
    assert date.fromisoformat(rows[0].place.recorded_at[:10]) == date(2026, 12, 1)
