"""What one visit of one device asks and means, as values.

It refuses to know how it was planned (drivers.reads) and how answers are judged (drivers.judging).
"""

from dataclasses import dataclass, field
from functools import cached_property

from drivers.byte_order import FloatAt
from drivers.decode import Rule
from drivers.places import Asked
from drivers.pulses import Counting
from drivers.quick import Decoded
from farm.profile import Write
from farm.site import Mapping as PointMapping
from farm.tag import TagName


@dataclass(frozen=True, slots=True)
class Probe:
    """One number inside one answer."""

    key: str
    read: int
    place: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A tag that is one probe's number."""

    tag: TagName
    key: str
    probe: int


@dataclass(frozen=True, slots=True)
class Computed:
    """A tag that a formula makes of two probes."""

    tag: TagName
    key: str
    saturation: int
    temperature: int
    valid: tuple[float, float] | None
    process: tuple[float, float]
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A written tag with its read-back; with `state`, it is 0 unless the state is `running`."""

    tag: TagName
    key: str
    write: Write
    index: int
    mapping: PointMapping
    probe: int
    state: int | None = None
    running: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A voucher: tags `rows` (numbers of `Plan.tags`) are Bad unless its probe is in range."""

    probe: int
    low: float
    high: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A tag (number of `Plan.tags`) whose probe is a free-running counter."""

    row: int
    counting: Counting
    process: tuple[float, float]


@dataclass
class Plan:
    """Everything one visit of one device asks and means. `rules`: one a probe."""

    reads: list[Asked] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    decoded: list[Decoded] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    floats: list[FloatAt] = field(default_factory=list)
    """What tells whether the device speaks in the order of its map."""
    pressure_atm: float = 1.0

    @cached_property
    def is_plain(self) -> bool:
        """True when every number is a tag, in the same order, and nothing else is."""
        others = self.computed or self.outputs or self.gates or self.counters
        shown = [row.probe for row in self.shown]
        return not others and shown == list(range(len(self.probes)))

    def tags(self) -> list[tuple[TagName, str]]:
        """Every tag with its key in the profile, in the order `judged` gives them."""
        rows: list[Shown | Computed | Output] = [*self.shown, *self.computed, *self.outputs]
        return [(row.tag, row.key) for row in rows]

    def reads_of(self, output: Output) -> set[int]:
        """The reads that tell where an output stands."""
        probes = [output.probe] if output.state is None else [output.probe, output.state]
        return {self.probes[probe].read for probe in probes}

    def reads_of_tags(self) -> list[tuple[int, ...]]:
        """The reads each tag is made of, in the order of `tags`."""
        return [
            *((self.probes[row.probe].read,) for row in self.shown),
            *(
                (self.probes[row.saturation].read, self.probes[row.temperature].read)
                for row in self.computed
            ),
            *(tuple(self.reads_of(row)) for row in self.outputs),
        ]
