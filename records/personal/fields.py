"""What is kept about a person, how it is written, and what a mask leaves to see.

It refuses to repeat a value in a refusal: what was typed wrongly is personal all the same.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from farm.words import Words
from records.dividend.masking import MaskField, masked
from records.refusal import RuleRefused


class PersonalField(StrEnum):
    """One kept field; nothing else is collected (个人信息保护法 art. 6)."""

    NAME = "name"
    ID_NUMBER = "id_number"
    BANK_ACCOUNT = "bank_account"
    BANK_NAME = "bank_name"
    PHONE = "phone"


FOUND_AGAIN = frozenset({PersonalField.ID_NUMBER, PersonalField.BANK_ACCOUNT})
"""Fields that can be searched for whole, by a blind index."""

_ID = re.compile(r"[1-9][0-9]{5}([0-9]{8})[0-9]{3}[0-9X]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
"""ISO 7064 MOD 11-2, as GB 11643-1999 prints it."""
_BANK = re.compile(r"[0-9]{8,30}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}")
_TEXT = re.compile(r"\S([^\x00-\x1f\x7f]{0,62}\S)?")

_FAULTS = {
    PersonalField.NAME: Words(
        zh="姓名须有 1 到 64 个可见字符", en="a name has 1 to 64 visible characters"
    ),
    PersonalField.ID_NUMBER: Words(
        zh="身份证号不对：须为 18 位，出生日期和末位校验码要对（GB 11643-1999），请对照证件重输",
        en="not an ID number: 18 places, with a real date of birth and the right last place "
        "(GB 11643-1999); read it off the card again",
    ),
    PersonalField.BANK_ACCOUNT: Words(
        zh="银行账号须为 8 到 30 位数字，请对照存折或银行卡重输",
        en="a bank account has 8 to 30 digits; read it off the book or card again",
    ),
    PersonalField.BANK_NAME: Words(
        zh="开户行须有 1 到 64 个可见字符", en="the bank's name has 1 to 64 visible characters"
    ),
    PersonalField.PHONE: Words(
        zh="电话不对：写 11 位手机号，或带区号的固定电话",
        en="not a telephone number: 11 digits of a mobile, or a fixed line with its area code",
    ),
}


def as_kept(field: PersonalField, text: str) -> str:
    """The one way of writing a value; RuleRefused PERSONAL_MALFORMED, which never repeats it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if field in (PersonalField.NAME, PersonalField.BANK_NAME):
        return _fitting(field, _TEXT, plain)
    plain = re.sub(r"[\s-]", "", plain).upper()
    if field is PersonalField.BANK_ACCOUNT:
        return _fitting(field, _BANK, plain)
    if field is PersonalField.PHONE:
        return _fitting(field, _PHONE, plain.removeprefix("+86"))
    if not _is_id_number(plain):
        raise _malformed(field)
    return plain


def mask_of(field: PersonalField, text: str) -> str:
    """What a screen shows: enough to recognise one's own, not enough to use another's."""
    if field is PersonalField.NAME:
        return masked(MaskField.name, text)
    if field is PersonalField.ID_NUMBER:
        return text[:3] + "*" * (len(text) - 5) + text[-2:]
    if field is PersonalField.PHONE:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    if field is PersonalField.BANK_ACCOUNT:
        return masked(MaskField.bank, text)
    return text


def _fitting(field: PersonalField, shape: re.Pattern[str], plain: str) -> str:
    if not shape.fullmatch(plain):
        raise _malformed(field)
    return plain


def _is_id_number(plain: str) -> bool:
    found = _ID.fullmatch(plain)
    if found is None:
        return False
    born = found[1]
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(plain, _ID_WEIGHTS, strict=False))
    return plain[-1] == _ID_CHECKS[total % 11]


def _malformed(field: PersonalField) -> RuleRefused:
    return RuleRefused("PERSONAL_MALFORMED", _FAULTS[field])
