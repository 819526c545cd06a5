"""One document in, one line out: the calculation command of DIV-SPEC-1.0 D1.

It refuses to read files and to print; the command line does both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from farm.words import Words
from records.canonical import Json, canonical_json
from records.dividend.intake import Field, MalformedInput, parse_document
from records.dividend.kinds import members, project, split, stock, year
from records.integers import SAFE_INTEGER
from records.refusal import RuleRefused

SPEC = "DIV-SPEC-1.0"
NOT_INPUT = ("title", "comment", "name", "source", "expected", "memo")
"""Entries of an example beside its input; they take no part in the calculation."""

KINDS: Mapping[str, Callable[[Field], Json]] = MappingProxyType(
    {
        "calendar": split.calendar_kind,
        "company_years": year.company_years_kind,
        "coop_waterfall": year.coop_waterfall_kind,
        "coop_year": year.coop_year_kind,
        "degree_days": stock.degree_days_kind,
        "fish_count_ledger": stock.fish_count_ledger_kind,
        "guarantee": split.guarantee_kind,
        "hamilton": split.hamilton_kind,
        "hash_chain": split.hash_chain_kind,
        "holding_cap": split.holding_cap_kind,
        "kpi": stock.kpi_kind,
        "line_amount": split.line_amount_kind,
        "mask": split.mask_kind,
        "mixed_harvest": stock.mixed_harvest_kind,
        "per_share": split.per_share_kind,
        "project_year": project.project_year_kind,
        "rec_class_year": members.rec_class_year_kind,
        "rec_supplementary": members.rec_supplementary_kind,
        "rec_waterfall": year.rec_waterfall_kind,
        "rec_year": year.rec_year_kind,
        "register_correction": split.register_correction_kind,
        "supplementary": split.supplementary_kind,
        "tax": split.tax_kind,
        "two_thirds": split.two_thirds_kind,
    }
)


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What the command prints (without line feed), its exit code, and the reason of a refusal.

    Exit code 0: computed; 1: a rule refused; 2: the input is malformed.
    """

    stdout_line: str
    exit_code: int
    explanation: Words | None


def run_command(document: object) -> CommandResult:
    """Run the calculation that `document` asks for; every refusal becomes a result."""
    try:
        return CommandResult(canonical_json(_compute(Field(document, "(document)"))), 0, None)
    except RuleRefused as refusal:
        line = canonical_json({"error": refusal.code})
        exit_code = 2 if isinstance(refusal, MalformedInput) else 1
        return CommandResult(line, exit_code, refusal.explanation)


def run_text(text: str) -> CommandResult:
    """As run_command, from JSON text; duplicate keys, floats and NaN are malformed."""
    try:
        document = parse_document(text)
    except MalformedInput as refusal:
        return CommandResult(canonical_json({"error": refusal.code}), 2, refusal.explanation)
    return run_command(document)


def _compute(document: Field) -> Json:
    given = document.record("spec", "kind", "inputs", optional=NOT_INPUT)
    if given["spec"].text() != SPEC:
        raise given["spec"].wrong(f"只认 {SPEC}", f"only {SPEC} is known")
    kind = given["kind"].text()
    if kind not in KINDS:
        allowed = ", ".join(KINDS)
        raise given["kind"].wrong(
            f"没有这种计算，有 {allowed}", f"unknown kind; there are {allowed}"
        )
    result = KINDS[kind](Field(given["inputs"].value, "inputs"))
    _within_range(result)
    return result


def _within_range(value: Json) -> None:
    if isinstance(value, Mapping):
        for inner in value.values():
            _within_range(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _within_range(inner)
    elif isinstance(value, int) and abs(value) >= SAFE_INTEGER:
        raise MalformedInput("(result)", "结果超出 2^53", "a result is beyond 2^53")
