"""How a rule's no leaves through the door: its code, its words, and every reason at once.

It refuses to reword: the sentences are those of the room that said no.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydantic import ValidationError

from dashboard.api_models import Failure, Reason
from dashboard.refusals import Refused
from farm.words import Words, said
from records.refusal import EventRefused, Problem, RuleRefused

STATUS = {
    "RUN_UNKNOWN": 404,
    "STEP_UP_NEEDED": 403,
    "REVEAL_TOO_OFTEN": 429,
}
COLLIDES = frozenset(
    {
        "ALREADY_WITHDRAWN", "ANSWER_CONTRADICTS_RULE", "BILL_TWICE", "BOOKED_TWICE", "BOOKS_OPEN",
        "BREAKS_LATER_DEED", "COUNTER_TWICE", "ID_NUMBER_TAKEN", "INPUT_CHANGED",
        "OBJECTION_EXISTS", "OBJECTION_OPEN", "OBJECTION_UPHELD", "PAYMENTS_OUTSTANDING",
        "PAYMENTS_PENDING", "PAYMENT_ANSWERED", "PAYMENT_TWICE", "PERIOD_CLOSED",
        "PERIOD_NOT_OPEN", "PERIOD_OVERLAP", "PROJECT_RUN_OPEN", "QUESTION_OPEN",
        "RESULT_NOT_EMPTY", "RULESET_OVERLAP", "RULESET_USED", "RUN_EXISTS", "RUN_REJECTED",
        "SAME_ID_OTHER_CONTENT", "SAME_PERSON", "SNAPSHOT_MISMATCH", "STATEMENT_DIFFERS",
        "VOUCHERS_DUE", "WRONG_STATE", "YEAR_HAS_RUN",
    }
)  # fmt: skip
"""Codes that say: not as things stand; the others say: not as it is written."""

_DO = Words(zh="按所说的处理，再提交一次", en="do as it says, then send it again")


@contextmanager
def spoken_plainly() -> Iterator[None]:
    """Turn what a rule says into an answer of the API."""
    try:
        yield
    except RuleRefused as refusal:
        found = [Problem(refusal.code, refusal.explanation)]
        raise refused_for(found) from None
    except EventRefused as refusal:
        raise refused_for(refusal.problems) from None


def refused_for(problems: Sequence[Problem]) -> Refused:
    """The refusal for these reasons; its code and status are those of the first."""
    first = problems[0]
    status = STATUS.get(first.code, 409 if first.code in COLLIDES else 422)
    text = first.explanation
    if len(problems) > 1:
        text = said(
            f"{text.zh}（共 {len(problems)} 处）", f"{text.en} ({len(problems)} reasons in all)"
        )
    made = Refused(status, first.code.lower(), text, _DO)
    told = tuple(Reason(code=one.code, text=one.explanation) for one in problems[:200])
    made.failure = made.failure.model_copy(update={"problems": told})
    return made


def of_fields(error: ValidationError, place: str) -> Refused:
    """A deed whose fields contradict each other, as bad input is told; never with the values."""
    fields: dict[str, Words] = {}
    for item in error.errors(include_input=False, include_url=False, include_context=False)[:50]:
        path = ".".join([place, *map(str, item["loc"])])[:200]
        text = str(item["msg"])[:500]
        fields[path] = Words(zh=f"不合规定：{text}", en=text)
    made = Refused(
        422,
        "bad_input",
        Words(zh="填写的内容自相矛盾", en="what was entered contradicts itself"),
        Words(zh="按提示改正后再提交", en="correct the fields named and send it again"),
    )
    made.failure = Failure(
        error="bad_input", text=made.failure.text, do=made.failure.do, fields=fields
    )
    return made
