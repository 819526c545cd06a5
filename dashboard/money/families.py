"""The bodies of the registers' doors, one for each family of deeds.

It refuses to know whether a deed may stand.
"""

from typing import TYPE_CHECKING, TypeAlias

from dashboard.money.forms import Handed, handed
from dashboard.money.unions import kinds_of
from records.exchange.town_deeds import TownDeed
from records.ledger.deeds import LedgerDeed
from records.parties.offices import PartiesDeed
from records.rules.deeds import RuleDeed, RuleSigned
from records.shares.holdings import SharesDeed

if TYPE_CHECKING:
    PartiesHanded: TypeAlias = Handed
    SharesHanded: TypeAlias = Handed
    RulesHanded: TypeAlias = Handed
    LedgerHanded: TypeAlias = Handed
    ProjectHanded: TypeAlias = Handed
else:
    PartiesHanded = handed("PartiesHanded", kinds_of(PartiesDeed))
    SharesHanded = handed("SharesHanded", kinds_of(SharesDeed))
    RulesHanded = handed(
        "RulesHanded", [kind for kind in kinds_of(RuleDeed) if kind is not RuleSigned]
    )
    LedgerHanded = handed("LedgerHanded", kinds_of(LedgerDeed))
    ProjectHanded = handed("ProjectHanded", kinds_of(TownDeed))
