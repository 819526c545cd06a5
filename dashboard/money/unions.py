"""The kinds of deeds in a family.

It refuses to know what they do.
"""

from typing import Any, get_args

from records.deeds.deed import Deed


def kinds_of(family: Any) -> tuple[type[Deed], ...]:
    """The classes of a discriminated union."""
    return get_args(get_args(family)[0])
