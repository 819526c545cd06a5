"""The questions only people can answer, asked when a distribution is made: who, on what.

It refuses to answer one, and to prefer a reading of the law where two are defended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from farm.words import Words
from records.canonical import Json
from records.deeds.deed import Deed
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, problem
from records.rules.deeds import QuestionAnswered

REC, COOP, COMPANY = AccountingSystem.REC, AccountingSystem.COOP, AccountingSystem.COMPANY


class Stage(StrEnum):
    """What waits for the answer."""

    COMPUTE = "COMPUTE"
    PUBLICISE = "PUBLICISE"
    EXPORT = "EXPORT"
    UPLIFT = "UPLIFT"


@dataclass(frozen=True, slots=True)
class Question:
    """One open point: who may answer it, on which document, and the rule that must agree.

    `choices` empty: any words will do; `rule`: the row whose value must be the answer.
    """

    id: str
    text: Words
    answered_by: Words
    document: Words
    systems: tuple[AccountingSystem, ...]
    stage: Stage
    choices: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, by whom, on which document."""

    question: str
    choice: str
    answered_by: str
    document: str
    deed_id: str

    def as_json(self) -> dict[str, Json]:
        """As a run keeps it."""
        return {
            "question": self.question, "choice": self.choice, "answered_by": self.answered_by,
            "document": self.document, "deed_id": self.deed_id,
        }  # fmt: skip


_BOARD = Words(zh="理事会", en="board")
_ASSEMBLY = Words(zh="成员（代表）大会", en="assembly of members or representatives")
_SHAREHOLDERS = Words(zh="股东会", en="shareholders' meeting")
_TOWN = Words(zh="镇人民政府（农经站）", en="town government")
_TAX = Words(zh="主管税务机关", en="tax office")

QUESTIONS: tuple[Question, ...] = (
    Question(
        "LEGAL_FORM",
        Words(
            zh="项目公司是什么法律形式，注册资本多少，各方实缴多少，谁是合作主体？",
            en="Which legal form has the project company, what is its registered capital, what "
            "has each party paid in, and who is the operator?",
        ),
        _SHAREHOLDERS,
        Words(
            zh="营业执照、公司章程、验资或实缴凭证",
            en="licence, charter, proof of paid-in capital",
        ),
        (COMPANY,), Stage.COMPUTE,
    ),
    Question(
        "POOLED_VILLAGES",
        Words(
            zh="哪些村加入抱团，各占多少？", en="Which villages are pooled, and with which parts?"
        ),
        _SHAREHOLDERS,
        Words(zh="抱团协议", en="pooling agreement"), (COMPANY,), Stage.COMPUTE,
    ),
    Question(
        "CHARTER",
        Words(
            zh="章程怎样规定提取比例、股份类别、静态或动态管理、代表大会权限？",
            en="What does the charter say on the reserve, share classes, static or dynamic shares, "
            "and the powers of the representatives?",
        ),
        _ASSEMBLY,
        Words(zh="股份经济合作社章程", en="charter of the collective"), (REC,), Stage.COMPUTE,
        ("STATIC", "DYNAMIC"),
    ),
    Question(
        "RESERVE_BASE",
        Words(
            zh="有以前年度亏损时，公积公益金按弥补亏损后的收益提取，还是按全部净收益提取？",
            en="With a loss brought forward: is the reserve reckoned after the loss, or on the "
            "whole net income?",
        ),
        _TOWN,
        Words(
            zh="镇农经站书面意见（条例第三十二条与财农〔2021〕121号第二十八条的适用）",
            en="written view of the town on article 32 and Finance rule 2021-121 article 28",
        ),
        (REC,), Stage.COMPUTE, ("AFTER_LOSS", "NET_INCOME"), "reserve_base",
    ),
    Question(
        "TAX_PRACTICE",
        Words(
            zh="成员分红是否代扣个人所得税？", en="Is income tax withheld from members' dividends?"
        ),
        _TAX,
        Words(zh="税务机关书面答复或文件", en="written answer or document of the tax office"),
        (REC, COOP), Stage.COMPUTE, ("NONE", "WITHHOLD_20"), "tax_regime",
    ),
    Question(
        "PROVINCIAL_RULES",
        Words(
            zh="浙江省农村集体资产管理条例（2020 文本）在 2025-05-01 以后是否仍然有效？",
            en="Are the Zhejiang rules on rural collective assets (2020 text) still in force after "
            "2025-05-01?",
        ),
        _TOWN,
        Words(zh="现行有效文本", en="text in force"), (REC,), Stage.COMPUTE,
        ("IN_FORCE", "REPLACED"),
    ),
    Question(
        "GUARANTEE",
        Words(
            zh="有没有保底条款，由谁承担，是保底取高还是另加？",
            en="Is there a guarantee, who owes it, and is it at least that much or on top?",
        ),
        _SHAREHOLDERS,
        Words(zh="保底合同", en="guarantee contract"), (COMPANY,), Stage.COMPUTE,
        ("NONE", "MAX", "PLUS"),
    ),
    Question(
        "ACCOUNTING_SOFTWARE",
        Words(
            zh="记账用哪种软件、哪个版本，谁能试导入？",
            en="Which accounting software and version, and who can try an import?",
        ),
        _BOARD,
        Words(zh="软件授权书", en="software licence"), (REC, COOP, COMPANY), Stage.EXPORT,
    ),
    Question(
        "TARGET_MEANING",
        Words(
            zh="增收五百万元指毛收入还是净收益，算谁的？",
            en="Is the target of five million yuan gross or net, and whose?",
        ),
        _TOWN,
        Words(zh="项目批复", en="approval of the project"), (COMPANY,), Stage.UPLIFT,
        ("GROSS", "NET"),
    ),
    Question(
        "PUBLISHED_DATA",
        Words(
            zh="公示表可以公布哪些个人信息，依据是什么？",
            en="Which personal data may the public notice show, and on what basis?",
        ),
        _ASSEMBLY,
        Words(
            zh="大会决议或单独同意书（个人信息保护法第二十五条）",
            en="resolution or separate consent",
        ),
        (REC, COOP), Stage.PUBLICISE, ("MASKED", "TOTALS_ONLY"),
    ),
)  # fmt: skip

_BY_ID: Mapping[str, Question] = {question.id: question for question in QUESTIONS}


def asked(system: AccountingSystem, *stages: Stage) -> tuple[Question, ...]:
    """The questions that an entity of that kind must have answered before those stages."""
    return tuple(one for one in QUESTIONS if system in one.systems and one.stage in stages)


def answers(deeds: Iterable[Deed], entity: str, day: date) -> dict[str, Answer]:
    """The newest answer to every question of the entity that holds on that day."""
    told = [
        deed
        for deed in deeds
        if isinstance(deed, QuestionAnswered) and deed.entity == entity and deed.day <= day
    ]
    return {
        deed.question: Answer(
            deed.question, deed.choice, deed.answered_by, deed.proof.title, str(deed.deed_id)
        )
        for deed in sorted(told, key=lambda deed: deed.day)
    }


def answer_problem(deed: QuestionAnswered) -> Problem | None:
    """Why an answer cannot stand; None if it can."""
    question = _BY_ID.get(deed.question)
    if question is None:
        return problem(
            "UNKNOWN_QUESTION",
            f"没有编号为 {deed.question} 的问题：有 {'、'.join(_BY_ID)}",
            f"there is no question {deed.question}: there are {', '.join(_BY_ID)}",
        )
    if question.choices and deed.choice not in question.choices:
        return problem(
            "UNKNOWN_ANSWER",
            f"“{question.text.zh}”只能答 {' / '.join(question.choices)}，不能是 {deed.choice}",
            f"'{question.text.en}' takes {' / '.join(question.choices)}, not {deed.choice}",
        )
    return None


def open_problem(question: Question, entity: str) -> Problem:
    """That the question waits: who must answer it, and on which document."""
    return problem(
        "QUESTION_OPEN",
        f"{entity}：{question.text.zh} 请{question.answered_by.zh}答复，依据："
        f"{question.document.zh}",
        f"{entity}: {question.text.en} To be answered by the {question.answered_by.en} on: "
        f"{question.document.en}",
    )


def contradiction(question: Question, answer: Answer, value: int | str) -> Problem | None:
    """That the rules in force say something else than was answered; None if they agree."""
    if question.rule is None or answer.choice == value:
        return None
    return problem(
        "ANSWER_CONTRADICTS_RULE",
        f"“{question.text.zh}”的答复是 {answer.choice}（{answer.document}），规则 {question.rule} "
        f"却是 {value}：凭决议更正规则，或更正答复",
        f"'{question.text.en}' was answered {answer.choice} ({answer.document}), but the rule "
        f"{question.rule} is {value}: correct the rule by a resolution, or the answer",
    )
