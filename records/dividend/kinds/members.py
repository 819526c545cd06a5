"""The kinds that split by share class or pay an increment, from input fields to the result.

It refuses to know the formulas; it reads, calls and shapes (DIV-SPEC-1.0 B6).
"""

from records.canonical import Json
from records.dividend import class_year, supplementary
from records.dividend.contract_terms import tax_regime
from records.dividend.intake import Field
from records.dividend.kinds.year import REC_RULES, REC_YEAR, member_of, rec_year_of
from records.dividend.rec_year import RecYear, SplitMode
from records.dividend.supplementary import Increment


def rec_class_year_kind(inputs: Field) -> Json:
    """A collective's year whose charter splits the pool by share class."""
    return class_year.as_document(class_year.class_year(*read_class_year(inputs)))


def read_class_year(inputs: Field) -> tuple[RecYear, dict[str, int]]:
    """The year and the part of each class, basis points; classes and parts must match."""
    given = inputs.record(*REC_YEAR, *REC_RULES, "class_bp", optional=("memo",))
    year = rec_year_of(given)
    return year, _parts(given["class_bp"], given["share_classes"], year.share_classes)


def rec_supplementary_kind(inputs: Field) -> Json:
    """An increment to members who were paid before: the increment alone is split."""
    return supplementary.as_document(supplementary.split(read_increment(inputs)))


def read_increment(inputs: Field) -> Increment:
    """The increment and the register of the run that it adds to."""
    given = inputs.record(
        "increment", "mode", "tax_regime", "share_classes", "class_bp", "members",
        optional=("memo",),
    )  # fmt: skip
    classes = tuple(name.text() for name in given["share_classes"].rows())
    parts = given["class_bp"].mapping()
    return Increment(
        increment=given["increment"].integer(),
        mode=given["mode"].choice(SplitMode),
        tax_regime=tax_regime(given["tax_regime"].text()),
        share_classes=classes,
        class_bp=_parts(given["class_bp"], given["share_classes"], classes) if parts else {},
        members=tuple(member_of(row, len(classes)) for row in given["members"].rows()),
    )


def _parts(field: Field, names: Field, classes: tuple[str, ...]) -> dict[str, int]:
    if len(set(classes)) != len(classes):
        raise names.wrong("类别重复", "a class appears twice")
    parts = field.record(*classes)
    return {name: parts[name].basis_points() for name in classes}
