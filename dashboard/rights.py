"""Who may do what: roles, permissions and the permission every route asks for.

It refuses to know who somebody is. A route without a row here is closed to everybody.

Roles: security reference section 3. Admin has neither plant control nor ledger rights. The auditor
(监事, 农村集体经济组织法 art. 34) sees everything and changes nothing.
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
    SEE_AUDIT = "see_audit"
    SEE_OWN_AUDIT = "see_own_audit"
    KEEP_PEOPLE = "keep_people"


_V, _O, _T, _A, _M, _X, _R = Role
_HANDS = frozenset({_O, _T, _M})

MATRIX: Mapping[Right, frozenset[Role]] = MappingProxyType(
    {
        Right.SIGNED_IN: frozenset(Role),
        Right.SEE_PLANT: frozenset({_V, _O, _T, _M, _X, _R}),
        Right.ACKNOWLEDGE: _HANDS,
        Right.OPERATE: _HANDS,
        Right.SEE_BOOKS: frozenset({_V, _O, _T, _A, _M, _R}),
        Right.ADD_RECORD: _HANDS,
        Right.CORRECT_RECORD: frozenset({_M}),
        Right.ACCEPT_CALIBRATION: frozenset({_T, _M}),
        Right.SEE_MONEY: frozenset({_A, _M, _R}),
        Right.TRY_DIVIDEND: frozenset({_A, _M}),
        Right.PREPARE_DIVIDEND: frozenset({_A}),
        Right.SEE_AUDIT: frozenset({_M, _X, _R}),
        Right.SEE_OWN_AUDIT: frozenset({_A, _M, _X, _R}),
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
    }
)
"""Right that a route asks for; login alone is open and stands in `doorkeeper.OPEN`."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything somebody with these roles may do."""
    held = frozenset(roles)
    return frozenset(right for right, may in MATRIX.items() if held & may)
