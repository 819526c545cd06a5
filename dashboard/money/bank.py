"""The bank's statement beside the books: what agrees, what is near, what each side has alone.

It refuses to keep the file and to call a guess a match; a person says so by a deed.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import sha256

from dashboard.caller import Caller
from dashboard.money.accounting import books_of
from dashboard.money.books_shapes import BankFile, BankFiles, BankPair, BankRow, BankShown
from dashboard.money.handing_in import known_deeds
from dashboard.money.judging import judge
from dashboard.money.office import Office, noted
from dashboard.money.refusing import refused_for
from records.deeds.deed import Deed, Proof
from records.ledger.accounts import Account
from records.ledger.deeds import BalanceClaimed, BankMatched
from records.ledger.drafts import Books
from records.ledger.reconcile import BookRow, Pair, Reconciled, book_rows, reconcile
from records.ledger.recording import standing_deeds
from records.ledger.roles import Role, account_in
from records.ledger.statement import Statement, StatementRow, read_statement
from records.refusal import RuleRefused, problem
from records.store.act import Act


def reconciled(office: Office, caller: Caller, entity: str, body: BankFiles) -> BankShown:
    """The last file against the books, after the ones before it."""
    books = books_of(office, entity)
    account = _account(books, body)
    own = book_rows(office.store.ledger.entries(entity), entity, account)
    said = [
        deed
        for deed in standing_deeds(office.deeds())
        if isinstance(deed, BankMatched) and deed.entity == entity
    ]
    carried: list[StatementRow] = []
    done: frozenset[object] = frozenset()
    matched = 0
    for file in body.files:
        statement = _read(file, account)
        found = reconcile(statement, own, said, carried, done)  # type: ignore[arg-type]
        carried = [*found.bank_only, *(pair.row for pair in found.suggested)]
        done |= {pair.booked.entry_id for pair in found.matched}
        matched += len(found.matched)
    claimed = _claimed(office, caller, body, books, account, statement)
    return _shown(entity, account, statement, found, matched, claimed=claimed)


def _account(books: Books, body: BankFiles) -> Account:
    return account_in(books.system, Role.BANK, *body.sub)


def _read(file: BankFile, account: Account) -> Statement:
    try:
        data = b64decode(file.content, validate=True)
    except NotBase64:
        raise RuleRefused.of(
            problem("FILE_NOT_TEXT", f"{file.name} 不是 base64", f"{file.name} is not base64")
        ) from None
    statement, problems = read_statement(data, account.label)
    if statement is None:
        raise refused_for(problems)
    return statement


def _claimed(
    office: Office, caller: Caller, body: BankFiles, books: Books, account: Account,
    statement: Statement,
) -> bool:  # fmt: skip
    if body.claim is None:
        return False
    if statement.closing_fen is None or not statement.rows:
        raise RuleRefused.of(
            problem(
                "STATEMENT_NO_BALANCE",
                "对账单没有余额列，不能登记余额",
                "the statement tells no balance, none can be claimed",
            )
        )
    file = body.files[-1]
    claim = BalanceClaimed(
        deed_id=body.claim, entity=books.entity, day=statement.rows[-1].day, actor=caller.name,
        code=account.code, sub=account.sub, balance_fen=statement.closing_fen,
        witness="BANK_STATEMENT",
        proof=Proof(title=file.name[:64], sha256=sha256(b64decode(file.content)).hexdigest()),
    )  # fmt: skip
    if claim.deed_id not in known_deeds(office):
        row = noted(caller, "bank_statement", books.entity, detail=str(claim.deed_id))
        deeds: list[Deed] = [claim]
        office.carry_out(Act(deeds, audit=(row,)), caller, judge)
    return True


def _shown(
    entity: str, account: Account, statement: Statement, found: Reconciled, matched: int, *,
    claimed: bool,
) -> BankShown:  # fmt: skip
    return BankShown(
        entity=entity,
        account=account.label,
        rows=len(statement.rows),
        repeated=statement.repeated,
        matched=matched,
        suggested=tuple(map(_pair, found.suggested)),
        bank_only=tuple(map(_theirs, found.bank_only)),
        book_only=tuple(map(_ours, found.book_only)),
        bank_fen=found.bank_fen,
        book_fen=found.book_fen,
        adjusted_bank_fen=found.adjusted_bank_fen,
        adjusted_book_fen=found.adjusted_book_fen,
        agrees=found.agrees,
        claimed=claimed,
    )


def _pair(pair: Pair) -> BankPair:
    return BankPair(row=_theirs(pair.row), booked=_ours(pair.booked), confirmed=pair.confirmed)


def _theirs(row: StatementRow) -> BankRow:
    return BankRow(
        row_id=str(row.row_id), entry_id=None, day=row.day.isoformat(),
        amount_fen=row.amount_fen, text=row.text,
    )  # fmt: skip


def _ours(row: BookRow) -> BankRow:
    return BankRow(
        row_id=None, entry_id=str(row.entry_id), day=row.day.isoformat(),
        amount_fen=row.amount_fen, text=row.summary,
    )  # fmt: skip
