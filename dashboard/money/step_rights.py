"""Which right each step of a run asks for: three roles, so that no step is its own check.

It refuses to know people; that three logins are three persons is judged with the step.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dashboard.rights import Right

_A, _S, _M = Right.PREPARE_DIVIDEND, Right.REVIEW_DIVIDEND, Right.APPROVE_DIVIDEND

STEP_RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        "RUN_DRAFTED": _A,
        "RUN_COMPUTED": _A,
        "RUN_REVIEWED": _S,
        "RUN_PUBLICISED": _A,
        "OBJECTION_RAISED": _A,
        "OBJECTION_DECIDED": _M,
        "RUN_APPROVED": _M,
        "RUN_POSTED": _M,
        "PAYMENT_ORDERED": _A,
        "PAYMENT_RESULTS": _A,
        "HELD_RELEASED": _A,
        "RUN_PAID": _A,
        "RUN_RECONCILED": _A,
        "RUN_CLOSED": _M,
        "RUN_REVERSED": _A,
        "MEMO_DISCLOSED": _A,
        "RETURN_DEMANDED": _M,
    }
)
"""Orders, releases and reversals of the accountant need the manager's password beside them."""
