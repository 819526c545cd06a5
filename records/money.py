"""Fen and grams at the edge, where people read and write yuan and kilograms as decimal text.

It refuses to know a float and any text with more digits than the unit has.
"""

import re
from decimal import Decimal

from farm.words import Words
from records.integers import SAFE_INTEGER, decimal_text
from records.refusal import RuleRefused

FEN_PER_YUAN = 100
GRAMS_PER_KG = 1000

_YUAN = re.compile(r"-?(0|[1-9][0-9]{0,13})\.[0-9]{2}")
_KG = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?")


def fen_from_yuan(text: str) -> int:
    """Fen of a text such as `1234.50`; RuleRefused unless it has exactly two decimals."""
    if not _YUAN.fullmatch(text):
        raise RuleRefused(
            "AMOUNT_UNREADABLE",
            Words(
                zh=f"金额“{text}”不合规定：写成元，正好两位小数，如 1234.50",
                en=f"amount '{text}': write yuan with exactly two decimals, such as 1234.50",
            ),
        )
    return _bounded(int(text.replace(".", "")), text)


def grams_from_kg(text: str) -> int:
    """Grams of a text such as `306118.4`; RuleRefused beyond three decimals or below zero."""
    if not _KG.fullmatch(text):
        raise RuleRefused(
            "MASS_UNREADABLE",
            Words(
                zh=f"质量“{text}”不合规定：写成千克，最多三位小数，如 12.5",
                en=f"mass '{text}': write kilograms with at most three decimals, such as 12.5",
            ),
        )
    whole, _, rest = text.partition(".")
    return int(whole + rest.ljust(3, "0"))


def yuan_text(amount_fen: int) -> str:
    """Yuan with two decimals, exact."""
    return decimal_text(amount_fen, FEN_PER_YUAN, 2)


def yuan(amount_fen: int) -> Decimal:
    """Yuan as an exact decimal number, for a cell."""
    return Decimal(yuan_text(amount_fen))


def kilograms(mass_g: int) -> Decimal:
    """Kilograms as an exact decimal number, for a cell."""
    return Decimal(decimal_text(mass_g, GRAMS_PER_KG, 3))


def _bounded(amount_fen: int, text: str) -> int:
    if abs(amount_fen) >= SAFE_INTEGER:
        raise RuleRefused(
            "AMOUNT_UNREADABLE",
            Words(zh=f"金额“{text}”太大", en=f"amount '{text}' is too large"),
        )
    return amount_fen
