"""Every published figure beside ours: which runs are made now, which are kept, what stands outside.

It refuses to know terminals and files: kept figures are handed in and given back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trials.validation.figure import Found, Item


@dataclass(frozen=True, slots=True)
class Kept:
    """Our figures of one long run, and which seed and commit they came from."""

    seed: int
    commit: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One item with all its figures. `kept`: where they came from if not from a run just now."""

    item: Item
    found: tuple[Found, ...]
    kept: Kept | None = None

    @property
    def ok(self) -> bool:
        """All figures within tolerance, and there are some."""
        return bool(self.found) and all(one.ok for one in self.found)

    @property
    def worst(self) -> Found | None:
        """The figure that strains its tolerance most; None when the run was never made."""
        return max(self.found, key=lambda one: one.strain, default=None)


def row(item: Item, kept: Mapping[str, Kept], run_slow: bool) -> Row:
    """One item, run now if it is quick or wanted, else as kept; empty when nobody ran it yet."""
    if not item.slow or run_slow:
        return Row(item, tuple(item.found(item.values())))
    held = kept.get(item.name)
    if held is None or len(held.values) != len(item.points):
        return Row(item, (), held)
    return Row(item, tuple(item.found(held.values)), held)


def rows(items: Iterable[Item], kept: Mapping[str, Kept], run_slow: bool = False) -> list[Row]:
    """All items, in order."""
    return [row(item, kept, run_slow) for item in items]
