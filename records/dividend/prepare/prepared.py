"""A prepared distribution as one value: input, result, lines per holder, and why each figure is so.

It refuses to decide: open questions and warnings are carried, never answered here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from farm.words import Words
from records.canonical import Json, digest
from records.dividend.command import run_command
from records.dividend.rec_year import MemberStatus
from records.dividend.vouchers import Voucher
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, RuleRefused


@dataclass(frozen=True, slots=True)
class Explained:
    """One figure: what it is, how it came about in words and numbers, by which rule and article.

    `rule`: key in the rule set; `verified`: whether a person signed that row (None: no rule);
    `behind`: accounts, contracts, runs or deeds that it rests on.
    """

    key: str
    title: Words
    amount_fen: int
    how: Words
    article: Words
    rule: str | None = None
    verified: bool | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunLine:
    """What one holder gets, fen. `tax_fen` is reckoned on the gross amount, held or not.

    `weight`: hundredths of a share, or paid-in fen, or fen of trade; `by_part`: fen of each
    part, `part_weights`: hundredths of each share class.

    `status` ACTIVE: payable now, net of tax; else the gross amount is held, and its tax is
    withheld when it is released, at the regime of that day.
    """

    holder: str
    household: str
    weight: int
    gross_fen: int
    tax_fen: int
    status: MemberStatus
    by_part: tuple[int, ...] = ()
    part_weights: tuple[int, ...] = ()

    @property
    def held_fen(self) -> int:
        """Gross amount that waits, fen."""
        return 0 if self.status is MemberStatus.ACTIVE else self.gross_fen

    @property
    def payable_fen(self) -> int:
        """Gross amount that is payable now, fen."""
        return self.gross_fen - self.held_fen

    @property
    def net_fen(self) -> int:
        """What is paid now, fen."""
        return self.gross_fen - self.tax_fen if self.status is MemberStatus.ACTIVE else 0

    def as_row(self) -> list[Json]:
        """The line as a digest covers it."""
        return [
            self.holder, self.household, self.weight, self.gross_fen, self.tax_fen,
            self.status.value, list(self.by_part), list(self.part_weights),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Split:
    """How the pool was split: lines, parts by name with their rate, and what was left over.

    `pools`: what each part had to split, fen; the only part is named by an empty text.
    """

    lines: tuple[RunLine, ...]
    parts: tuple[str, ...]
    rates: Mapping[str, int]
    residual_fen: int
    pools: Mapping[str, int] = field(default_factory=dict)

    def weight_of(self, part: str) -> int:
        """Hundredths of all shares that took part."""
        if not part:
            return sum(line.weight for line in self.lines)
        at = self.parts.index(part)
        return sum(line.part_weights[at] for line in self.lines)

    @property
    def paid_fen(self) -> int:
        """Sum of all gross amounts, fen."""
        return sum(line.gross_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class Computed:
    """What follows from a document and its provenance alone, on any day, to the same bytes."""

    document: Mapping[str, Json]
    provenance: Mapping[str, Json]
    result: str
    split: Split
    explained: tuple[Explained, ...]
    vouchers: tuple[Voucher, ...]
    checks: tuple[tuple[str, bool], ...]

    @property
    def entity(self) -> str:
        """The entity that distributes."""
        return str(self.provenance["entity"])

    @property
    def system(self) -> AccountingSystem:
        """Its accounting system."""
        return AccountingSystem(str(self.provenance["system"]))

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """What every holder gets."""
        return self.split.lines

    @property
    def inputs_hash(self) -> str:
        """Digest over the document and everything it was made from (DIV-SPEC B3)."""
        return inputs_hash(self.document, self.provenance)

    @property
    def result_hash(self) -> str:
        """Digest of the line that `ras dividend run` prints for the document."""
        return sha256(self.result.encode()).hexdigest()

    @property
    def lines_hash(self) -> str:
        """Digest over what every holder gets."""
        return digest([line.as_row() for line in self.lines])

    def line_of(self, holder: str) -> RunLine | None:
        """The line of one holder."""
        return next((line for line in self.lines if line.holder == holder), None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A computed distribution with what people must know and answer before it is recorded."""

    computed: Computed
    warnings: tuple[Problem, ...]
    open_questions: tuple[Problem, ...]

    @property
    def inputs_hash(self) -> str:
        """As of what was computed."""
        return self.computed.inputs_hash


def inputs_hash(document: Mapping[str, Json], provenance: Mapping[str, Json]) -> str:
    """SHA-256 of the canonical JSON of document and provenance (DIV-SPEC B3, B14)."""
    return digest({"document": document, "provenance": provenance})


def result_of(document: Mapping[str, Json]) -> str:
    """What the calculation command prints for the document; RuleRefused with its own words."""
    done = run_command(document)
    if done.exit_code:
        assert done.explanation is not None
        code = done.stdout_line.removeprefix('{"error":"').removesuffix('"}')
        raise RuleRefused(code, done.explanation)
    return done.stdout_line
