"""An id or a free text that could be somebody's number is not taken into a deed."""

from typing import Any

import pytest
from pydantic import ValidationError

from records.deeds.deed import Proof
from records.parties.organisations import CapitalPaidIn
from records.parties.persons import looks_personal
from tests.records.parties_scene import project


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("M0101", False),
        ("2024-0001-07", False),
        ("1234567890", False),
        ("12345678901", True),
        ("330722199001011234", True),
        ("33072219900101123X", True),
        ("p6222021234567890123", True),
    ],
)
def test_what_looks_like_a_personal_number_is_no_id(text: str, personal: bool) -> None:
    assert looks_personal(text) == personal
    if personal:
        with pytest.raises(ValidationError):
            project().deed(CapitalPaidIn, "GS", payer=text, amount_fen=1)


def test_no_personal_number_gets_into_an_entry() -> None:
    made = project()
    proof = Proof(title="银行回单", number="6222021234567890123")
    fields: dict[str, Any] = {"payer": "V1", "amount_fen": 1, "proof": proof}
    assert made.refuses(CapitalPaidIn, "GS", **fields) == ["PERSONAL_NUMBER"]
