"""Invented people for tests: numbers that check out, of a region that does not exist."""

from records.personal.fields import PersonalField
from records.personal.keys import KeyRing
from records.personal.secret import Secret

WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]


def id_number(born: str = "19700101", order: int = 1) -> str:
    """A well-formed number of region 990000, which no place has."""
    front = f"990000{born}{order:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(front, WEIGHTS, strict=True))
    return front + "10X98765432"[rest % 11]


def person(order: int = 1) -> dict[PersonalField, Secret]:
    return {
        PersonalField.NAME: Secret("欧阳查无此人"),
        PersonalField.ID_NUMBER: Secret(id_number(order=order)),
        PersonalField.BANK_ACCOUNT: Secret(f"6200990000{order:09d}"),
        PersonalField.BANK_NAME: Secret("查无此行"),
        PersonalField.PHONE: Secret(f"139{order:08d}"),
    }


def ring(count: int = 1) -> KeyRing:
    return KeyRing({number: bytes([number]) * 32 for number in range(1, count + 1)})
