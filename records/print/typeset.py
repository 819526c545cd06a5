"""A template and its data as pages: PDF, or pictures to look at.

It refuses the network, the machine's own fonts and the clock: the one font comes with the program,
the templates lie in `templates/`, the instant is handed in; the same input gives the same bytes.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import noto_cjk_sans_otc  # type: ignore[import-untyped]
import typst

from records.canonical import Json, canonical_json
from records.print.joined import joined

FONT = "Noto Sans CJK SC"
"""Simplified forms; the same file holds those of Japan, Korea and Taiwan, which look different."""

LOOK_PPI = 96
STANDARD: Literal["1.4"] = "1.4"
"""The oldest form there is, which every program opens and `records.print.joined` can join."""

KEPT_COMPILATIONS = 10
"""So many compilations long typst keeps a result that is not used again (its source, 0.15)."""

_NOTHING = b"#set page(width: 1cm, height: 1cm)"


def pdf(template: str, data: Mapping[str, Json], made_at: datetime) -> bytes:
    """The pages as one PDF with `made_at` as its date; `template`: name without its ending."""
    made = _compiler().compile(
        input=_source(template), format="pdf", sys_inputs=_inputs(data),
        timestamp=made_at.astimezone(UTC).replace(microsecond=0), pdf_tags=False,
        pdf_standards=STANDARD,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def pdf_of_parts(template: str, parts: Iterable[Mapping[str, Json]], made_at: datetime) -> bytes:
    """Parts that each begin on a new page, in one PDF; at any time only one is held laid out."""
    made = []
    for data in parts:
        made.append(pdf(template, data, made_at))
        forget()
    return joined(made)


def forget() -> None:
    """Let the laid-out pages go; else the typesetter keeps those of its last compilations."""
    compiler = _compiler()
    for _ in range(KEPT_COMPILATIONS + 1):
        compiler.compile(input=_NOTHING, format="pdf")


def pictures(template: str, data: Mapping[str, Json], ppi: int = LOOK_PPI) -> list[bytes]:
    """Every page as a PNG."""
    made = _compiler().compile(
        input=_source(template), format="png", ppi=ppi, sys_inputs=_inputs(data)
    )
    assert made is not None
    return [made] if isinstance(made, bytes) else made


def _inputs(data: Mapping[str, Json]) -> dict[str, str]:
    return {"font": FONT, "data": canonical_json(data)}


def _compiler() -> typst.Compiler:
    # A compiler holds what it compiled last; a new one a paper keeps nobody's figures in memory.
    return typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = str(files(noto_cjk_sans_otc))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


@lru_cache(maxsize=8)
def _source(template: str) -> bytes:
    return files("records.print").joinpath("templates", f"{template}.typ").read_bytes()
