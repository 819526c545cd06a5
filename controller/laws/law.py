"""What every law is: an immutable value that steps.

It refuses to know any particular law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple, Protocol, TypeVar

from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.tag import TagName

LEASE_S = 3.0
"""A law's command stands this long: three ticks, then nobody is in command, s."""

L = TypeVar("L", bound="Law")


class Outcome(NamedTuple):
    """What became of an output: the value that stands and the rank that decided it.

    `left`: it stays as it was found, no law may move it.
    """

    value: float
    rank: Rank
    left: bool = False


class Law(Protocol):
    """An immutable law. `plan` is fixed by the site; every other field is memory, plain JSON."""

    @property
    def name(self) -> str:
        """Name in `Command.by`, logs and checkpoints."""
        ...

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """Outputs it commands; they go to their safe values when it raises."""
        ...

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[Law, Sequence[Command]]":
        """The law after this tick and what it wants."""
        ...

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "Law":
        """The law once it knows what its outputs really became."""
        ...


def remembered(law: Law) -> dict[str, Any]:
    """Memory of a law as plain JSON values."""
    return {f.name: getattr(law, f.name) for f in fields(law) if f.name != "plan"}  # type: ignore[arg-type]


def recalled(law: L, memory: Mapping[str, Any]) -> L:
    """The law with the memory of a checkpoint; names it does not have are left out."""
    mine = {f.name for f in fields(law)} - {"plan"}  # type: ignore[arg-type]
    return replace(law, **{k: v for k, v in memory.items() if k in mine})  # type: ignore[type-var]
