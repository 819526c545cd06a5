"""JSON shapes of the books: periods, vouchers, balances, what is due, the bank's statement.

It refuses names and bank numbers. Money is whole fen, debit positive; days are ISO.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from dashboard.api_books import FreeNote
from dashboard.api_models import Whole
from dashboard.money.forms import Agreed, Day
from farm.words import Noun, Words
from records.journal.events import Name

Month = Annotated[str, Field(pattern=r"^(19[5-9][0-9]|20[0-9]{2})-(0[1-9]|1[0-2])$")]
LineFen = Annotated[Whole, Field(gt=-(2**53), lt=2**53)]


class PeriodShown(Noun):
    """One period; `status`: OPEN, SOFT_CLOSED (still booked in, with a warning), CLOSED."""

    entity: str
    first_day: str
    last_day: str
    status: str


class PeriodList(Noun):
    """Answer of GET /api/v1/periods?entity= and of POST /api/v1/periods."""

    periods: tuple[PeriodShown, ...]


class PeriodAct(Agreed):
    """Body of POST /api/v1/periods: months from `first_month` to `last_month` of one entity.

    CLOSE is for ever and needs a second person; what speaks against a close is told first, and
    `confirmed` with a `reason` goes on all the same.
    """

    action: Literal["OPEN", "SOFT_CLOSE", "CLOSE"]
    entity: Name
    first_month: Month
    last_month: Month
    confirmed: Annotated[bool, Field(strict=True)] = False
    reason: FreeNote = ""


class LineShown(Noun):
    """One line of a voucher: debit positive, credit negative, fen."""

    account: str
    amount_fen: int
    batch: str | None
    about: str | None
    mass_g: int | None


class VoucherShown(Noun):
    """One voucher. `source`: fact (one event or deed), month, run, hand; where it came from."""

    entry_id: str
    day: str
    summary: str
    lines: tuple[LineShown, ...]
    total_fen: int
    source: str
    run: str | None
    fact: str | None
    basis: str | None
    corrects: str | None


class VoucherList(Noun):
    """Answer of GET /api/v1/ledger/{entity}/vouchers, in the order posted."""

    vouchers: tuple[VoucherShown, ...]
    more: bool


class BalanceRow(Noun):
    """One account: turnover of both sides and balance (debit +), fen."""

    account: str
    code: str
    debit_fen: int
    credit_fen: int
    balance_fen: int


class TrialBalance(Noun):
    """Answer of GET /api/v1/ledger/{entity}/balances?until=. The sums of both sides are equal."""

    entity: str
    until: str | None
    rows: tuple[BalanceRow, ...]
    debit_fen: int
    credit_fen: int


class Missing(Noun):
    """Why a voucher of a month cannot be made, or a witness says otherwise."""

    month: str
    code: str
    text: Words


class DueShown(Noun):
    """Answer of GET and POST /api/v1/ledger/{entity}/due: vouchers that follow from facts.

    `posted`: numbers of those written; a GET writes nothing.
    """

    entity: str
    vouchers: tuple[VoucherShown, ...]
    missing: tuple[Missing, ...]
    posted: tuple[int, ...]


class DueWish(Noun):
    """Body of POST /api/v1/ledger/{entity}/due. `confirmed`: also where something is missing."""

    first_month: Month
    last_month: Month
    confirmed: Annotated[bool, Field(strict=True)] = False


class LineEntered(Noun):
    """One line of a voucher made by hand."""

    code: Annotated[str, Field(min_length=1, max_length=16)]
    sub: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    amount_fen: LineFen
    about: Name | None = None


class VoucherEntered(Agreed):
    """Body of POST /api/v1/ledger/{entity}/vouchers: by hand, such as opening balances.

    A second person agrees; what follows from facts is never entered by hand.
    """

    entry_id: UUID
    day: Day
    summary: Annotated[str, Field(min_length=2, max_length=200)]
    lines: Annotated[tuple[LineEntered, ...], Field(min_length=2, max_length=500)]


class TakenBack(Agreed):
    """Body of POST /api/v1/ledger/{entity}/vouchers/{voucher}/take-back: by red letters."""

    reason: Annotated[FreeNote, Field(min_length=2)]


class Posted(Noun):
    """Answer: the vouchers written, with their numbers in the chain."""

    vouchers: tuple[VoucherShown, ...]
    posted: tuple[int, ...]


class YearEnd(Noun):
    """Body of POST /api/v1/ledger/{entity}/year-end: for an entity that distributes nothing.

    A distribution run closes its year by vouchers of its own.
    """

    year: Annotated[int, Field(ge=1949, le=2999)]


class ClaimList(Noun):
    """Answer of GET /api/v1/ledger/{entity}/claims: witnesses that the books contradict."""

    entity: str
    claims: int
    differs: tuple[Missing, ...]


class BankFile(Noun):
    """One file of the bank, base64 of CSV in UTF-8 or GBK."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]


class BankFiles(Noun):
    """Body of POST /api/v1/ledger/{entity}/bank: files in the order of time; the last is shown.

    `claim`: with this id the statement's closing balance is recorded as a claim on the books.
    """

    files: Annotated[tuple[BankFile, ...], Field(min_length=1, max_length=24)]
    sub: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    claim: UUID | None = None


class BankRow(Noun):
    """A movement on either side; `row_id` of the bank's row, `entry_id` of our voucher."""

    row_id: str | None
    entry_id: str | None
    day: str
    amount_fen: int
    text: str


class BankPair(Noun):
    """One payment on both sides; suggested pairs wait for a BANK_MATCHED deed."""

    row: BankRow
    booked: BankRow
    confirmed: bool


class BankShown(Noun):
    """Answer: the 银行存款余额调节表 of the last file."""

    entity: str
    account: str
    rows: int
    repeated: int
    matched: int
    suggested: tuple[BankPair, ...]
    bank_only: tuple[BankRow, ...]
    book_only: tuple[BankRow, ...]
    bank_fen: int | None
    book_fen: int
    adjusted_bank_fen: int | None
    adjusted_book_fen: int
    agrees: bool
    claimed: bool


class DeedShown(Noun):
    """One deed as recorded."""

    seq: int
    deed_id: str
    kind: str
    entity: str
    day: str
    actor: str
    recorded_ms: int
    hash: str
    data: dict[str, Any]


class DeedList(Noun):
    """Answer of GET /api/v1/deeds?entity=&kind=&before=: as written, the newest first."""

    deeds: tuple[DeedShown, ...]
    more: bool


class AccountShown(Noun):
    """A row of a chart."""

    code: str
    name: str
    kind: str


class ChartShown(Noun):
    """A chart of accounts with its source; `verified`: held against the printed text."""

    system: str
    source: str
    verified: bool
    accounts: tuple[AccountShown, ...]


class ChartList(Noun):
    """Answer of GET /api/v1/ledger/charts."""

    charts: tuple[ChartShown, ...]
