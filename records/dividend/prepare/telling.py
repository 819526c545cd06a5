"""How a figure is told: yuan and percent as people write them, and the rule and article behind it.

It refuses to compute; the figures are those of the run.
"""

from collections.abc import Mapping
from typing import Any

from farm.words import Words
from records.dividend.prepare.prepared import Explained
from records.integers import decimal_text
from records.ledger.accounts import AccountingSystem
from records.money import yuan_text
from records.rules.parameters import parameter_of

Y = yuan_text

BOOKS = Words(
    zh="会计账簿（农村集体经济组织财务制度 财农〔2021〕121号第二十九条）",
    en="the books (Finance rule 2021-121, article 29)",
)
OWN_BOOKS = Words(zh="会计账簿（会计法）", en="the books (Accounting Law)")
ORDER = Words(
    zh="财农〔2021〕121号第二十八条：先弥补亏损",
    en="Finance rule 2021-121, article 28: losses first",
)
BY_SHARES = Words(
    zh="农村集体经济组织法第四十二条：按份额分配", en="REC law, article 42: by shares"
)
REGISTER = Words(
    zh="股份登记簿（财农〔2021〕121号第三十条）",
    en="register of shares (Finance rule 2021-121, article 30)",
)
CO_210 = Words(zh="公司法第二百一十条", en="Company Law, article 210")
COOP_44 = Words(zh="农民专业合作社法第四十四条", en="Cooperatives Law, article 44")
COOP_42 = Words(zh="农民专业合作社法第四十二条", en="Cooperatives Law, article 42")
WITHHELD = Words(zh="个人所得税法第三、六、九条", en="Individual Income Tax Law, articles 3, 6, 9")
CONTRACT = Words(zh="合同约定，不是分红", en="owed by contract, no dividend")


def percent(bp: int) -> str:
    """Basis points as percent, such as `30.00 %`."""
    return f"{decimal_text(bp, 100, 2)} %"


def shares_text(hundredths: int) -> str:
    """Hundredths of a share as shares, such as `1.35`."""
    return decimal_text(hundredths, 100, 2)


def told(
    key: str,
    title: tuple[str, str],
    amount_fen: int,
    how: tuple[str, str],
    article: Words,
    *behind: str,
) -> Explained:
    """A figure that rests on no rule row."""
    return Explained(key, _words(title), amount_fen, _words(how), article, behind=tuple(behind))


class Teller:
    """Tells figures that rest on rule rows of one rule set, from a run's provenance."""

    def __init__(self, provenance: Mapping[str, Any]) -> None:
        """Take the rules as the run keeps them."""
        self._system = AccountingSystem(provenance["system"])
        rules = provenance["rules"]
        self._values: Mapping[str, Any] = rules["rules"]
        self._unverified = frozenset(provenance["rules_unverified"])
        self._behind = (f"{rules['version']}《{rules['document']['title']}》", str(rules["deed"]))

    def value(self, key: str) -> Any:
        """The value of a row."""
        return self._values[key]

    def number(self, key: str) -> int:
        """A row that is a whole number; 0 where an optional row is absent."""
        return int(self._values.get(key, 0))

    def told(
        self, key: str, title: tuple[str, str], fen: int, how: tuple[str, str], rule: str
    ) -> Explained:
        """A figure that rests on the row `rule`."""
        parameter = parameter_of(self._system, rule)
        assert parameter is not None, rule
        return Explained(
            key, _words(title), fen, _words(how), parameter.article, rule,
            rule not in self._unverified, self._behind,
        )  # fmt: skip


def _words(pair: tuple[str, str]) -> Words:
    return Words(zh=pair[0], en=pair[1])
