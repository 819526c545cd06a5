"""Who may do what: roles, permissions and the permission every route asks for.

It refuses to know who somebody is. A route without a row here is closed to everybody.

Roles: security reference section 3. Admin has neither plant control nor ledger rights. The auditor
sees everything and changes nothing. The reviewer (监事, 农村集体经济组织法 art. 34) examines what
the accountant prepared before the manager records its approval: three people, never one.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is on this farm."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    TECHNICIAN = "technician"
    ACCOUNTANT = "accountant"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"


class Right(StrEnum):
    """What a route asks for."""

    SIGNED_IN = "signed_in"
    SEE_PLANT = "see_plant"
    ACKNOWLEDGE = "acknowledge"
    OPERATE = "operate"
    SEE_BOOKS = "see_books"
    ADD_RECORD = "add_record"
    CORRECT_RECORD = "correct_record"
    ACCEPT_CALIBRATION = "accept_calibration"
    """As the second person, one that moves a probe further than drift explains."""
    SEE_MONEY = "see_money"
    TRY_DIVIDEND = "try_dividend"
    PREPARE_DIVIDEND = "prepare_dividend"
    MOVE_RUN = "move_run"
    """Take some step of a run; which one, its kind decides (`dashboard.money.step_rights`)."""
    REVIEW_DIVIDEND = "review_dividend"
    APPROVE_DIVIDEND = "approve_dividend"
    """Record the vote, book the run, and agree as the second person wherever money needs two."""
    KEEP_REGISTERS = "keep_registers"
    """Parties, shares, rules, books: enter what papers prove."""
    SIGN_RULES = "sign_rules"
    KEEP_PERSONAL = "keep_personal"
    REVEAL_PERSONAL = "reveal_personal"
    KEEP_KEYS = "keep_keys"
    SEND_ANCHOR = "send_anchor"
    SEE_AUDIT = "see_audit"
    SEE_OWN_AUDIT = "see_own_audit"
    KEEP_PEOPLE = "keep_people"


_V, _O, _T, _A, _M, _X, _R, _S = Role
_HANDS = frozenset({_O, _T, _M})

MATRIX: Mapping[Right, frozenset[Role]] = MappingProxyType(
    {
        Right.SIGNED_IN: frozenset(Role),
        Right.SEE_PLANT: frozenset({_V, _O, _T, _M, _X, _R, _S}),
        Right.ACKNOWLEDGE: _HANDS,
        Right.OPERATE: _HANDS,
        Right.SEE_BOOKS: frozenset({_V, _O, _T, _A, _M, _R, _S}),
        Right.ADD_RECORD: _HANDS,
        Right.CORRECT_RECORD: frozenset({_M}),
        Right.ACCEPT_CALIBRATION: frozenset({_T, _M}),
        Right.SEE_MONEY: frozenset({_A, _M, _R, _S}),
        Right.TRY_DIVIDEND: frozenset({_A, _M, _S}),
        Right.PREPARE_DIVIDEND: frozenset({_A}),
        Right.MOVE_RUN: frozenset({_A, _M, _S}),
        Right.REVIEW_DIVIDEND: frozenset({_S}),
        Right.APPROVE_DIVIDEND: frozenset({_M}),
        Right.KEEP_REGISTERS: frozenset({_A}),
        Right.SIGN_RULES: frozenset({_A, _M, _S}),
        Right.KEEP_PERSONAL: frozenset({_A}),
        Right.REVEAL_PERSONAL: frozenset({_A, _M}),
        Right.KEEP_KEYS: frozenset({_X}),
        Right.SEND_ANCHOR: frozenset({_A, _M, _S}),
        Right.SEE_AUDIT: frozenset({_M, _X, _R, _S}),
        Right.SEE_OWN_AUDIT: frozenset({_A, _M, _X, _R, _S}),
        Right.KEEP_PEOPLE: frozenset({_X}),
    }
)

ROUTES: Mapping[tuple[str, str], Right] = MappingProxyType(
    {
        ("POST", "/api/v1/logout"): Right.SIGNED_IN,
        ("GET", "/api/v1/me"): Right.SIGNED_IN,
        ("GET", "/api/v1/farm"): Right.SIGNED_IN,
        ("GET", "/api/v1/openapi.json"): Right.SIGNED_IN,
        ("GET", "/api/v1/snapshot"): Right.SEE_PLANT,
        ("GET", "/api/v1/live"): Right.SEE_PLANT,
        ("GET", "/api/v1/wires"): Right.SEE_PLANT,
        ("GET", "/api/v1/overview"): Right.SEE_PLANT,
        ("GET", "/api/v1/tanks/{tank}"): Right.SEE_PLANT,
        ("GET", "/api/v1/history"): Right.SEE_PLANT,
        ("GET", "/api/v1/alarms"): Right.SEE_PLANT,
        ("GET", "/api/v1/alarms/history"): Right.SEE_PLANT,
        ("POST", "/api/v1/alarms/{alarm}/acknowledge"): Right.ACKNOWLEDGE,
        ("POST", "/api/v1/alarms/{alarm}/shelve"): Right.ACKNOWLEDGE,
        ("POST", "/api/v1/outputs/{tag}"): Right.OPERATE,
        ("DELETE", "/api/v1/outputs/{tag}"): Right.OPERATE,
        ("POST", "/api/v1/instruments/{tag}/check"): Right.OPERATE,
        ("DELETE", "/api/v1/instruments/{tag}/check"): Right.OPERATE,
        ("POST", "/api/v1/tanks/{tank}/reset-emergency"): Right.OPERATE,
        ("POST", "/api/v1/systems/{system}/start-loop"): Right.OPERATE,
        ("POST", "/api/v1/leave-life-support"): Right.OPERATE,
        ("GET", "/api/v1/events"): Right.SEE_BOOKS,
        ("POST", "/api/v1/events"): Right.ADD_RECORD,
        ("POST", "/api/v1/events/check"): Right.ADD_RECORD,
        ("POST", "/api/v1/events/{event}/correct"): Right.CORRECT_RECORD,
        ("GET", "/api/v1/calibrations"): Right.SEE_BOOKS,
        ("POST", "/api/v1/calibrations"): Right.ADD_RECORD,
        ("GET", "/api/v1/stock"): Right.SEE_BOOKS,
        ("GET", "/api/v1/batches"): Right.SEE_BOOKS,
        ("GET", "/api/v1/reports/yield"): Right.SEE_BOOKS,
        ("GET", "/api/v1/reports/yield.xlsx"): Right.SEE_BOOKS,
        ("GET", "/api/v1/dividends"): Right.SEE_MONEY,
        ("GET", "/api/v1/reports/dividend"): Right.SEE_MONEY,
        ("GET", "/api/v1/reports/dividend.xlsx"): Right.SEE_MONEY,
        ("POST", "/api/v1/dividend/preview"): Right.TRY_DIVIDEND,
        ("POST", "/api/v1/dividend/inputs"): Right.PREPARE_DIVIDEND,
        ("GET", "/api/v1/audit"): Right.SEE_OWN_AUDIT,
        ("GET", "/api/v1/parties"): Right.SEE_MONEY,
        ("POST", "/api/v1/parties/deeds"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/shares/{entity}"): Right.SEE_MONEY,
        ("GET", "/api/v1/shares/{entity}/entries"): Right.SEE_MONEY,
        ("POST", "/api/v1/shares/deeds"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/shares/{entity}/list"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/rules"): Right.SEE_MONEY,
        ("GET", "/api/v1/rules/{entity}/questions"): Right.SEE_MONEY,
        ("GET", "/api/v1/rules/{entity}/calendar"): Right.SEE_MONEY,
        ("POST", "/api/v1/rules/deeds"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/rules/{entity}/proposal"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/rules/{entity}/sign"): Right.SIGN_RULES,
        ("GET", "/api/v1/deeds"): Right.SEE_MONEY,
        ("GET", "/api/v1/periods"): Right.SEE_MONEY,
        ("POST", "/api/v1/periods"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/ledger/deeds"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/ledger/charts"): Right.SEE_MONEY,
        ("GET", "/api/v1/ledger/{entity}/balances"): Right.SEE_MONEY,
        ("GET", "/api/v1/ledger/{entity}/vouchers"): Right.SEE_MONEY,
        ("POST", "/api/v1/ledger/{entity}/vouchers"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/ledger/{entity}/vouchers/{voucher}/take-back"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/ledger/{entity}/due"): Right.SEE_MONEY,
        ("POST", "/api/v1/ledger/{entity}/due"): Right.KEEP_REGISTERS,
        ("POST", "/api/v1/ledger/{entity}/year-end"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/ledger/{entity}/claims"): Right.SEE_MONEY,
        ("POST", "/api/v1/ledger/{entity}/bank"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/personal"): Right.SEE_MONEY,
        ("POST", "/api/v1/personal/search"): Right.KEEP_PERSONAL,
        ("POST", "/api/v1/personal/reseal"): Right.KEEP_KEYS,
        ("POST", "/api/v1/personal/{person}"): Right.KEEP_PERSONAL,
        ("POST", "/api/v1/personal/{person}/reveal"): Right.REVEAL_PERSONAL,
        ("POST", "/api/v1/runs/{run}/payment-file"): Right.PREPARE_DIVIDEND,
        ("GET", "/api/v1/trail"): Right.SEE_MONEY,
        ("GET", "/api/v1/verify"): Right.SEE_AUDIT,
        ("GET", "/api/v1/anchor"): Right.SEE_AUDIT,
        ("POST", "/api/v1/anchor/send"): Right.SEND_ANCHOR,
        ("POST", "/api/v1/project/deeds"): Right.KEEP_REGISTERS,
        ("GET", "/api/v1/project/uplift"): Right.SEE_MONEY,
        ("GET", "/api/v1/project/town"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs"): Right.SEE_MONEY,
        ("POST", "/api/v1/runs/preview"): Right.TRY_DIVIDEND,
        ("POST", "/api/v1/runs/steps"): Right.MOVE_RUN,
        ("GET", "/api/v1/runs/{run}"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/figures"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/lines"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/payments"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/changes"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/memo"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/paper"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/notice"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/statements"): Right.SEE_MONEY,
        ("GET", "/api/v1/runs/{run}/statements/{person}"): Right.SEE_MONEY,
        ("GET", "/api/v1/papers/yield"): Right.SEE_MONEY,
        ("GET", "/api/v1/papers/dividends"): Right.SEE_MONEY,
        ("GET", "/api/v1/papers/annual"): Right.SEE_MONEY,
    }
)
"""Right that a route asks for; login alone is open and stands in `doorkeeper.OPEN`."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything somebody with these roles may do."""
    held = frozenset(roles)
    return frozenset(right for right, may in MATRIX.items() if held & may)
