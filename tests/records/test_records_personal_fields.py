"""Sealed fields by themselves: published vectors, what opens where, what shows of a secret."""

import logging
import pickle
import random
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from records.personal.cipher import NotAuthentic, opened, sealed
from records.personal.fields import FOUND_AGAIN, PersonalField, as_kept, mask_of
from records.personal.keys import FORMAT, KeyRing, read_keys
from records.personal.sealing import (
    Place,
    SealedField,
    blinds,
    reseal,
    seal,
    unseal,
    unsealing_problem,
)
from records.personal.secret import Secret
from records.refusal import Problem, RuleRefused
from tests.records.people_scene import id_number, person, ring

AT = "2026-11-20T00:15:00.000Z"
DRAW = random.Random(1).randbytes


def place(field: PersonalField = PersonalField.NAME, who: str = "M0101", version: int = 1) -> Place:
    return Place(who, field, version, "li", AT)


def test_the_cipher_gives_the_published_vector() -> None:
    """McGrew and Viega, The Galois/Counter Mode of Operation, test case 16 (AES-256)."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    closed = sealed(key, nonce, plain, about)
    assert closed.hex() == nonce.hex() + (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert opened(key, closed, about) == plain


@given(plain=st.binary(max_size=80), at=st.integers(0), bit=st.integers(0, 7))
def test_no_changed_bit_opens(plain: bytes, at: int, bit: int) -> None:
    key, nonce = bytes(32), bytes(12)
    closed = bytearray(sealed(key, nonce, plain, b"here"))
    assert opened(key, bytes(closed), b"here") == plain
    closed[at % len(closed)] ^= 1 << bit
    with pytest.raises(NotAuthentic):
        opened(key, bytes(closed), b"here")


@pytest.mark.parametrize("closed", [b"", b"x", bytes(12), bytes(27)])
def test_what_is_too_short_opens_nothing(closed: bytes) -> None:
    with pytest.raises(NotAuthentic):
        opened(bytes(32), closed, b"here")


def test_each_purpose_has_its_own_key_by_the_published_derivation() -> None:
    keys = ring(2)
    made = [keys.field_key(1), keys.field_key(2), keys.blind_key(1), *keys.anchor_keys()]
    assert len(set(made)) == 5
    for derived, purpose in ((made[0], b"ras personal field"), (made[4], b"ras anchor")):
        assert derived == HKDFExpand(SHA256(), 32, purpose).derive(bytes([1]) * 32)


@given(
    value=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30),
    n=st.integers(1, 3),
)
def test_a_field_opens_in_its_own_place_and_in_no_other(value: str, n: int) -> None:
    keys, here = ring(n), place()
    row = seal(keys, here, Secret(value), DRAW)
    assert unseal(keys, row) == Secret(as_kept(PersonalField.NAME, value))
    others = (
        replace(here, person="M0102"),
        replace(here, field=PersonalField.BANK_NAME),
        replace(here, version=2),
        replace(here, actor="xu"),
        replace(here, recorded_at="2026-11-21T00:15:00.000Z"),
    )
    for other in others:
        with pytest.raises(RuleRefused, match="PERSONAL_UNREADABLE"):
            unseal(keys, replace(row, place=other))


def test_two_people_cannot_have_their_accounts_swapped() -> None:
    keys = ring()
    rows = [
        seal(keys, place(PersonalField.BANK_ACCOUNT, who), Secret(number), DRAW)
        for who, number in (("M0101", "62009900001"), ("M0102", "62009900002"))
    ]
    swapped = [
        replace(rows[0], sealed=rows[1].sealed, blind=rows[1].blind),
        replace(rows[0], blind=rows[1].blind),
        replace(rows[0], blind=None),
        replace(rows[0], key_id=9),
        replace(rows[0], sealed="not base64!"),
    ]
    for row in swapped:
        found = unsealing_problem(keys, row)
        assert isinstance(found, Problem) and "6200" not in str(found)


def test_equal_values_are_sealed_differently_and_found_by_the_blind_index() -> None:
    keys, value = ring(2), Secret(id_number())
    rows = [seal(keys, place(PersonalField.ID_NUMBER, who), value, DRAW) for who in ("a", "b")]
    assert rows[0].sealed != rows[1].sealed
    assert rows[0].blind == rows[1].blind and rows[0].blind in blinds(
        keys, PersonalField.ID_NUMBER, value
    )
    old = seal(ring(1), place(PersonalField.ID_NUMBER), value, DRAW)
    assert old.blind != rows[0].blind and old.blind in blinds(keys, PersonalField.ID_NUMBER, value)
    assert seal(keys, place(), Secret("王"), DRAW).blind is None
    assert {PersonalField.ID_NUMBER, PersonalField.BANK_ACCOUNT} == FOUND_AGAIN


def test_a_field_is_brought_under_the_new_key_and_the_old_is_not_needed() -> None:
    row = seal(ring(1), place(PersonalField.PHONE), Secret("13900000001"), DRAW)
    fresh = reseal(ring(2), row, DRAW)
    assert fresh.key_id == 2 and fresh.place == row.place
    only_new = KeyRing({2: bytes([2]) * 32})
    assert unseal(only_new, fresh) == Secret("13900000001")
    with pytest.raises(RuleRefused, match="缺密钥 1"):
        unseal(only_new, row)


def test_a_secret_does_not_show_itself(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("990000197001010010")
    logging.getLogger("t").warning("%s %r", secret, {"a": secret})
    row = seal(ring(), place(), secret, DRAW)
    texts = [str(secret), repr(secret), f"{secret}", f"{secret!s:>40}", repr([secret]), caplog.text,
             repr(row), repr(ring())]  # fmt: skip
    assert not any("9900" in text or "0101010101" in text for text in texts)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert secret != "990000197001010010" and secret == Secret(secret.shown())


def test_numbers_are_kept_one_way_and_masked() -> None:
    number = id_number()
    spaced = f" {number[:6]} {number[6:14]}-{number[14:].lower()} "
    assert as_kept(PersonalField.ID_NUMBER, spaced) == number
    assert as_kept(PersonalField.BANK_ACCOUNT, "6200 9900-0001") == "620099000001"
    assert as_kept(PersonalField.PHONE, "+86 139-0000-0001") == "13900000001"
    assert as_kept(PersonalField.PHONE, "0579-87654321") == "057987654321"
    assert as_kept(PersonalField.NAME, "阿卜杜拉·买买提 ") == "阿卜杜拉·买买提"
    masks = {field: mask_of(field, value.shown()) for field, value in person().items()}
    assert masks == {
        PersonalField.NAME: "欧****人",
        PersonalField.ID_NUMBER: "990*************" + id_number()[-2:],
        PersonalField.BANK_ACCOUNT: "***************0001",
        PersonalField.BANK_NAME: "查无此行",
        PersonalField.PHONE: "139****0001",
    }


@given(field=st.sampled_from(PersonalField), text=st.text(max_size=30))
def test_what_is_refused_is_never_repeated(field: PersonalField, text: str) -> None:
    try:
        kept = as_kept(field, text)
    except RuleRefused as refusal:
        assert refusal.code == "PERSONAL_MALFORMED"
        assert len(text) < 3 or text not in str(refusal)
    else:
        assert as_kept(field, kept) == kept
        assert len(mask_of(field, kept)) == len(kept)


@pytest.mark.parametrize(
    "wrong", ["", "99000019700101001", "990000197013010010", "99000019700101001Y"]
)
def test_an_id_number_has_a_birthday_and_its_check(wrong: str) -> None:
    with pytest.raises(RuleRefused, match="PERSONAL_MALFORMED"):
        as_kept(PersonalField.ID_NUMBER, wrong)


@given(at=st.integers(0, 16), digit=st.integers(0, 9), order=st.integers(0, 999))
def test_one_wrong_digit_in_an_id_number_is_refused(at: int, digit: int, order: int) -> None:
    right = id_number(order=order)
    wrong = right[:at] + str(digit) + right[at + 1 :]
    if wrong == right:
        assert as_kept(PersonalField.ID_NUMBER, wrong) == right
        return
    with pytest.raises(RuleRefused):
        as_kept(PersonalField.ID_NUMBER, wrong)


def test_the_text_of_a_ring_is_read_back() -> None:
    keys = ring(3)
    again = read_keys(keys.text())
    assert again.text() == keys.text() and again.current == 3 and again.numbers == [3, 2, 1]
    assert keys.with_key(bytes(32)).current == 4
    assert repr(keys) == "KeyRing([3, 2, 1])"


@pytest.mark.parametrize(
    "text",
    ["", "keys", FORMAT, f"{FORMAT}\n1 {'0' * 64} 00000000", f"{FORMAT}\n1 {'0' * 63} 1\n",
     ring(1).text() + ring(1).text().splitlines()[1], ring(1).text().replace("0101", "0102", 1)],
)  # fmt: skip
def test_a_ring_that_was_damaged_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(RuleRefused, match="KEYS_UNREADABLE") as refusal:
        read_keys(text)
    assert "0101" not in str(refusal.value) and "0000" not in str(refusal.value)


def test_a_sealed_field_says_nothing_of_the_value() -> None:
    row = seal(ring(), place(PersonalField.BANK_ACCOUNT), Secret("62009900001"), DRAW)
    assert isinstance(row, SealedField)
    assert "62009900001" not in repr(row) and b"6200990" not in repr(row).encode()
