"""A text that does not show itself: not in a log, a message of an error, a repr or a pickle.

It refuses to be compared in a hurry and to become text except where that is asked for by name.
"""

from hmac import compare_digest
from typing import NoReturn


class Secret:
    """Holds a text; `shown()` is the only way out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep it."""
        self._text = text

    def shown(self) -> str:
        """The text itself; whoever calls this answers for where it goes."""
        return self._text

    def __repr__(self) -> str:
        """Never the text, nor its length."""
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        """As repr, whatever the format."""
        return repr(self)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same text."""
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._text.encode(), other._text.encode())

    __hash__ = None  # type: ignore[assignment]  # a hash of a short number gives the number away

    def __reduce__(self) -> NoReturn:
        """A pickle would write the text somewhere."""
        raise TypeError("a secret is not written down")
