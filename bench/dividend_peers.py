"""The same village year by other means: our calculation, plain decimal numbers, a spreadsheet.

The decimal one is written as a careful bookkeeper's program would be, in yuan; the spreadsheet is
formulas that LibreOffice computes. Both know one class of shares or the sum of all.
"""

import json
import resource
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from records.dividend.command import run_command

FEN, YUAN = Decimal("0.01"), Decimal(100)
WAY = ("loss_offset", "base", "reserve", "distributable", "pool", "loss_cf", "undistributed_cf")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a village year comes to, fen."""

    way: dict[str, int]
    mode_a: dict[str, int]
    mode_b: dict[str, int]
    tax_a: dict[str, int]
    payable_a: dict[str, int]
    held_a: dict[str, int]
    rate: int


def ours(document: Mapping[str, Any]) -> Figures:
    """Through the command, its checks of the input and its vouchers included."""
    told = json.loads(run_command(document).stdout_line)
    way, a, b = told["waterfall"], told["mode_A_hamilton"], told["mode_B_per_share"]
    return Figures(
        {name: way[name] for name in WAY}, a["amounts"], b["amounts"],
        a["withholding_20pct"]["tax"], a["payable_now_by_household"], a["held_by_household"],
        b["rate_fen_per_share"],
    )  # fmt: skip


def by_decimal(document: Mapping[str, Any]) -> Figures:
    """Yuan as Decimal, rounded with quantize where the rules say so."""
    inputs = document["inputs"]
    way = _decimal_way(inputs)
    pool = way["pool"]
    weights = {row[0]: Decimal(sum(row[2:-1])) for row in inputs["members"]}
    base = sum(weights.values())
    exact = {holder: pool * weight / base for holder, weight in weights.items()}
    floors = {holder: share.quantize(FEN, ROUND_FLOOR) for holder, share in exact.items()}
    spare = int((pool - sum(floors.values())) / FEN)
    claims = sorted(
        weights,
        key=lambda holder: (floors[holder] - exact[holder], -weights[holder], holder.encode()),
    )
    for holder in claims[:spare]:
        floors[holder] += FEN
    rate = (pool * 100 / base).quantize(FEN, ROUND_FLOOR)
    mode_b = {one: (weight * rate / 100).quantize(FEN, ROUND_FLOOR)
              for one, weight in weights.items()}  # fmt: skip
    tax = {one: (share * Decimal("0.2")).quantize(FEN, ROUND_HALF_UP)
           for one, share in floors.items()}  # fmt: skip
    payable: dict[str, Decimal] = {}
    held: dict[str, Decimal] = {}
    for row in inputs["members"]:
        side = payable if row[-1] == "ACTIVE" else held
        side[row[1]] = side.get(row[1], Decimal(0)) + floors[row[0]]
    return Figures(
        _fen(way), _fen(floors), _fen(mode_b), _fen(tax), _fen(payable), _fen(held),
        int(rate * YUAN),
    )  # fmt: skip


def _decimal_way(inputs: Mapping[str, Any]) -> dict[str, Decimal]:
    def yuan(fen: int) -> Decimal:
        return Decimal(fen) / YUAN

    earned = yuan(sum(inputs["income"].values()) - sum(inputs["cost"].values()))
    loss, before = yuan(inputs["loss_bf"]), yuan(inputs["undistributed_bf"])
    offset = min(earned, loss)
    base = earned - offset
    reserve = (base * inputs["reserve_bp"] / 10_000).quantize(FEN, ROUND_CEILING)
    whole = base - reserve + before
    pool = (whole * inputs["payout_bp"] / 10_000).quantize(FEN, ROUND_FLOOR)
    figures = (offset, base, reserve, whole, pool, loss - offset, whole - pool)
    return dict(zip(WAY, figures, strict=True))


def _fen(amounts: Mapping[str, Decimal]) -> dict[str, int]:
    return {name: int(amount * YUAN) for name, amount in amounts.items()}


def by_spreadsheet(document: Mapping[str, Any], folder: Path) -> tuple[Figures, float] | None:
    """Formulas alone, computed by LibreOffice; its processor time, s. None where there is none."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        return None
    _write(document["inputs"], folder / "year.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir",
               str(folder / "out"), str(folder / "year.xlsx")]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _read(folder / "out" / "year.xlsx"), spent_s


def _write(inputs: Mapping[str, Any], path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    year, people, homes = (book.add_worksheet(name) for name in ("year", "members", "households"))
    net = sum(inputs["income"].values()) - sum(inputs["cost"].values())
    last = len(inputs["members"])
    given = [net, inputs["loss_bf"], inputs["undistributed_bf"], inputs["reserve_bp"],
             inputs["payout_bp"]]  # fmt: skip
    for at, value in enumerate(given):
        year.write_number(at, 0, value)
    formulas = [
        "MIN(A1,A2)", "A1-B1", "ROUNDUP(B2*A4/10000,0)", "B2-B3+A3", "INT(B4*A5/10000)", "A2-B1",
        "B4-B5", f"SUM(members!C1:C{last})", "INT(B5*100/B8)", f"B5-SUM(members!D1:D{last})",
    ]  # fmt: skip
    for at, formula in enumerate(formulas):
        year.write_formula(at, 1, f"={formula}", value="")
    rows = sorted(inputs["members"], key=lambda row: row[0].encode())
    for at, row in enumerate(rows):
        _write_member(people, at, row, last)
    for at, home in enumerate(sorted({row[1] for row in rows})):
        homes.write_string(at, 0, home)
        for column, active in ((1, "ACTIVE"), (2, "<>ACTIVE")):
            named = f"members!I$1:I${last},members!B$1:B${last},A{at + 1}"
            formula = f'=SUMIFS({named},members!K$1:K${last},"{active}")'
            homes.write_formula(at, column, formula, value="")
    book.close()


def _write_member(sheet: Any, at: int, row: list[Any], last: int) -> None:
    """Holder, household, shares; floor, rest and rank of A; amount of A, B, tax; status."""
    n = at + 1
    sheet.write_string(at, 0, row[0])
    sheet.write_string(at, 1, row[1])
    sheet.write_number(at, 2, sum(row[2:-1]))
    sheet.write_string(at, 10, row[-1])
    same = f"E$1:E${last},E{n},C$1:C${last}"
    earlier = f"+COUNTIFS(E$1:E{at},E{n},C$1:C{at},C{n})" if at else ""
    formulas = {
        3: f"INT(year!B$5*C{n}/year!B$8)",
        4: f"MOD(year!B$5*C{n},year!B$8)",
        5: f'COUNTIF(E$1:E${last},">"&E{n})+COUNTIFS({same},">"&C{n}){earlier}',
        7: f"INT(C{n}*year!B$9/100)",
        8: f"D{n}+IF(F{n}<year!B$10,1,0)",
        9: f"INT((I{n}*2000+5000)/10000)",
    }
    for column, formula in formulas.items():
        sheet.write_formula(at, column, f"={formula}", value="")


def _read(path: Path) -> Figures:
    book = load_workbook(path, data_only=True, read_only=True)
    way = [int(row[1]) for row in book["year"].iter_rows(values_only=True)]
    people = list(book["members"].iter_rows(values_only=True))
    homes = list(book["households"].iter_rows(values_only=True))
    active = {row[1] for row in people if row[10] == "ACTIVE"}
    waiting = {row[1] for row in people if row[10] != "ACTIVE"}
    found = Figures(
        dict(zip(WAY, way, strict=False)),
        {row[0]: int(row[8]) for row in people},
        {row[0]: int(row[7]) for row in people},
        {row[0]: int(row[9]) for row in people},
        {row[0]: int(row[1]) for row in homes if row[0] in active},
        {row[0]: int(row[2]) for row in homes if row[0] in waiting},
        way[8],
    )
    book.close()
    return found
