"""Every kind of deed there is, and how one is read back from its text.

It refuses to know what a deed does; each family stands in the package that folds it.
"""

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

from records.dividend.runs.deeds import RunDeed
from records.exchange.town_deeds import TownDeed
from records.ledger.deeds import LedgerDeed
from records.parties.offices import PartiesDeed
from records.rules.deeds import RuleDeed
from records.shares.holdings import SharesDeed

Deed: TypeAlias = Annotated[
    LedgerDeed | PartiesDeed | RuleDeed | RunDeed | SharesDeed | TownDeed,
    Field(discriminator="kind"),
]

_READER: TypeAdapter[Deed] = TypeAdapter(Deed, config=ConfigDict(hide_input_in_errors=True))

KINDS: frozenset[str] = frozenset(_READER.json_schema()["discriminator"]["mapping"])
"""What `kind` may be; a deed of another could be written and never be read back."""


def read_deed(document: object) -> Deed:
    """The deed of a document or its text; pydantic's ValidationError names what is wrong."""
    if isinstance(document, str | bytes):
        return _READER.validate_json(document)
    return _READER.validate_python(document)
