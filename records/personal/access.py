"""When a sealed field may be shown: a reason, the password a moment ago, and not too often.

It refuses to know roles and passwords; the door that asks has checked both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from records.parties.persons import looks_personal
from records.refusal import Problem, problem

STEP_UP_HOLDS = timedelta(minutes=5)
"""How long a password given again counts (OWASP ASVS 5.0 V7.5.3; the length is ours)."""

REVEALS_IN_AN_HOUR_MAX = 20
HOUR = timedelta(hours=1)
REASON_MIN_CHARS, REASON_MAX_CHARS = 2, 200


@dataclass(frozen=True, slots=True)
class StepUp:
    """A person gave the password again: who, and when (UTC)."""

    login: str
    at: datetime


def reveal_problem(
    actor: str, reason: str, step_up: StepUp, now: datetime, in_last_hour: int
) -> Problem | None:
    """Why a field is not shown; None if it may be."""
    if (found := reason_problem(reason)) is not None:
        return found
    if step_up.login != actor or not timedelta(0) <= now - step_up.at <= STEP_UP_HOLDS:
        return problem(
            "STEP_UP_NEEDED",
            "显示个人信息前须在 5 分钟内再次输入本人密码",
            "give your own password again, at most 5 minutes before",
        )
    if in_last_hour >= REVEALS_IN_AN_HOUR_MAX:
        return problem(
            "REVEAL_TOO_OFTEN",
            f"一小时内最多显示 {REVEALS_IN_AN_HOUR_MAX} 次，请过一会儿再看",
            f"at most {REVEALS_IN_AN_HOUR_MAX} in an hour: wait a while",
        )
    return None


def reason_problem(reason: str) -> Problem | None:
    """Why a reason is none; it must not be personal itself, for it stands in the audit trail."""
    if not REASON_MIN_CHARS <= len(reason.strip()) <= REASON_MAX_CHARS:
        return problem(
            "REASON_NEEDED",
            f"须写明原因，{REASON_MIN_CHARS} 到 {REASON_MAX_CHARS} 个字",
            f"a reason of {REASON_MIN_CHARS} to {REASON_MAX_CHARS} characters is needed",
        )
    if looks_personal(reason):
        return problem(
            "REASON_PERSONAL",
            "原因里不能写证件号、电话或账号，只写事由",
            "a reason holds no ID, telephone or account number: say only why",
        )
    return None
