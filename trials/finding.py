"""One statement of a verdict: what was looked at, whether it held, the figure behind it.

It refuses to know how it was found out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`id`: I1 … I10 or the name of an expectation. `said`: one line with its figures."""

    id: str
    ok: bool
    said: str

    def __str__(self) -> str:
        """As a line for a terminal."""
        return f"{'ok  ' if self.ok else 'FAIL'} {self.id:<12} {self.said}"
