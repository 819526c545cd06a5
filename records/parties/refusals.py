"""Why a deed about parties, capital or offices is refused: what is wrong, the article, what to do.

It refuses to know when a rule applies; the rules ask, this table speaks.
"""

from records.deeds.sentences import BREAKS_LATER_DEED, spoken
from records.refusal import Problem

_SENTENCES: dict[str, tuple[str, str]] = {
    "PROOF_MISSING": (
        "“{kind}”登记没有证明材料（会计法：入账要有真实凭据）；"
        "请填写执照、银行回单、决议等的名称和编号",
        "the entry {kind} has no proof (会计法: books rest on real documents): give title and "
        "number of the licence, bank receipt or resolution",
    ),
    "PARTY_UNKNOWN": (
        "没有登记过 {entity}；先登记这个单位及其类型（附执照或登记证）",
        "{entity} is not recorded: record the organisation and its kind first",
    ),
    "PARTY_KIND_FIXED": (
        "{entity} 已登记为 {old}，不能改成 {new}；会计制度随类型而定，登记错了请更正原登记，"
        "改制请用新编号另立账套",
        "{entity} is recorded as {old} and cannot become {new}, its books follow the kind: take "
        "a wrong entry back, or give a reorganised entity a new id",
    ),
    "GROWER_KNOWN": (
        "养殖主体已登记为 {grower}，生产记入它的账；换成 {entity} 要先把鱼卖给新主体并盘点，"
        "本程序不自动转账。登记错了请更正原登记",
        "{grower} grows the fish and books the production; for {entity} to take over the fish are "
        "sold to it and counted, which is not done here: take a wrong entry back",
    ),
    "NO_BOOKS": (
        "{entity} 不在这里记账，不能作养殖主体；请登记企业、合作社或村集体",
        "{entity} keeps no books here and cannot grow the fish: name a company, a cooperative or "
        "a collective",
    ),
    "CAPITAL_NOT_FOR": (
        "{entity}（{what}）没有实缴出资；成员的份额请登记在股份登记簿（财农〔2021〕121号第三十条）",
        "{entity} ({what}) has no paid-in capital: members' shares belong to the share register "
        "(财农〔2021〕121号 art. 30)",
    ),
    "CAPITAL_NOT_REGISTERED": (
        "{entity} 在 {day} 还没有登记注册资本，不能登记实缴；先按章程或执照登记注册资本",
        "{entity} has no registered capital on {day}: record it from the charter first",
    ),
    "PAID_IN_OVER_REGISTERED": (
        "{entity} 实缴合计 {paid} 元超过注册资本 {registered} 元（{day}，"
        "公司法第二百一十条按实缴出资分配）；"
        "请核对金额，超出部分记资本公积，或先登记增资",
        "{entity}: {paid} yuan paid in exceed the registered {registered} yuan on {day} (公司法 "
        "art. 210 divides by paid-in capital): check the amount; a premium is capital reserve, an "
        "increase is registered first",
    ),
    "CAPITAL_NOT_ENOUGH": (
        "{payer} 在 {entity} 的实缴只有 {held} 元，不够 {wanted} 元；请核对金额和单位",
        "{payer} has {held} yuan paid into {entity}, not {wanted}: check the amount and the party",
    ),
    "TRANSFER_TO_SELF": (
        "转出方和接收方都是 {payer}，没有变动；请核对",
        "{payer} would transfer to itself, nothing moves: check the two parties",
    ),
    "PAYER_IS_ENTITY": (
        "{entity} 不能是自己的出资人；请核对出资方",
        "{entity} cannot pay capital into itself: check the payer",
    ),
    "PAYER_BARRED": (
        "{payer} 具有管理公共事务职能，不得加入农民专业合作社（农民专业合作社法第十九条）；"
        "请由村集体经济组织出资",
        "{payer} has public-administration functions and may not join a cooperative "
        "(农民专业合作社法 art. 19): let the village collective pay in",
    ),
    "COOP_TOO_MANY_ORGANISATIONS": (
        "{entity} 有 {members} 个成员，其中单位成员 {found} 个，最多 {most} 个"
        "（农民专业合作社法第二十条：二十人以下一个，超过二十人不超过百分之五）；请调整成员",
        "{entity} has {members} members, {found} of them organisations, at most {most} "
        "(农民专业合作社法 art. 20: one up to twenty members, above that 5 %): change the members",
    ),
    "COOP_MEMBER_OVER_20PCT": (
        "{payer} 占 {entity} 出资的 20% 以上（浙江省农民专业合作社条例(2009)第十三条，"
        "是否仍有效未核实）；"
        "请核对现行规定",
        "{payer} holds more than 20 % of {entity} (浙江省农民专业合作社条例 2009 art. 13, "
        "unverified "
        "whether in force): check the text in force",
    ),
    "ROLE_UNKNOWN": (
        "{entity} 没有编号 {ref} 的任职在有效；请从任职名单选中要结束的那一条",
        "{entity} has no office {ref} in force: choose from the list the one to end",
    ),
    "ROLE_ENDS_BEFORE_START": (
        "任职截止日 {until} 早于任职日 {day}；请按任命文件填写",
        "the office ends on {until}, before it begins on {day}: give the days of the appointment",
    ),
    "RELATION_TO_SELF": (
        "{person} 不能是自己的近亲属；请核对两个人",
        "{person} cannot be a relative of themselves: check the two persons",
    ),
    "MARRIAGE_UNKNOWN": (
        "没有编号 {ref} 的夫妻关系在有效；血亲关系不会结束（民法典第一千零四十五条），"
        "登记错了请更正",
        "there is no marriage {ref} in force; kinship by blood does not end (民法典 art. 1045): "
        "take a wrong entry back instead",
    ),
    "LOGIN_OF_OTHER": (
        "登录名 {login} 已属于 {person}；一人一号，请为另一人开新账号",
        "the login {login} is {person}'s: one person, one login; open another account",
    ),
    "SUPERVISOR_CONFLICT": (
        "{person} 在 {entity} 任监事，又任{role}；监事不得由理事、财务人员、会计人员兼任"
        "（{law}），请改任其一",
        "{person} is a supervisor of {entity} and also {role}; a supervisor is neither board, "
        "finance staff nor accountant ({law}): give up one of the two",
    ),
    "SUPERVISOR_RELATIVE": (
        "{person} 在 {entity} 任监事，其近亲属 {relative} 任{role}；"
        "监事不得是理事、财务人员、会计人员的"
        "近亲属（农村集体经济组织法第三十四条），请更换一人",
        "{person} is a supervisor of {entity} and a close relative of {relative}, who is "
        "{role}; that is barred (农村集体经济组织法 art. 34): replace one of them",
    ),
    "VILLAGE_SUPERVISION_CONFLICT": (
        "{person} 在 {entity} 任村务监督委员会成员，而 {relative} 任村民委员会成员"
        "（本人或近亲属）；"
        "村民委员会组织法要求回避，请更换一人",
        "{person} is in the village supervision of {entity} while {relative} (the same person or "
        "a close relative) is in the villagers' committee; 村民委员会组织法 bars that: replace one",
    ),
    "CASHIER_CONFLICT": (
        "{person} 在 {entity} 任出纳，又任{role}；出纳不得兼任稽核、会计档案保管和账目登记"
        "（会计法），"
        "请改任其一",
        "{person} is cashier of {entity} and also {role}; a cashier may not audit, keep the "
        "archive or the books (会计法): give up one of the two",
    ),
    "SAME_PERSON": (
        "{first}和{second}是同一个人（{person}）；编制、复核、批准须由三个不同的人，请换人",
        "{first} and {second} are the same person ({person}): preparing, reviewing and "
        "approving need three different persons",
    ),
    "LOGIN_WITHOUT_PERSON": (
        "登录名 {login} 没有对应到人，无法判断是否为不同的人；请先登记该账号属于谁",
        "the login {login} is nobody's yet, so persons cannot be told apart: record whose it is",
    ),
    "REVIEWER_CONFLICT": (
        "复核人 {person} 在 {entity} 任{role}；监督复核不得由理事、财务、会计人员承担"
        "（农村集体经济组织法第三十四条），请由监事复核",
        "the reviewer {person} is {role} of {entity}; the supervisory review is not for board, "
        "finance staff or accountants (农村集体经济组织法 art. 34): let a supervisor review",
    ),
    "REVIEWER_RELATIVE": (
        "复核人 {person} 是 {relative}（{entity} 的{role}）的近亲属"
        "（农村集体经济组织法第三十四条）；"
        "请由其他监事复核",
        "the reviewer {person} is a close relative of {relative}, {role} of {entity} "
        "(农村集体经济组织法 art. 34): let another supervisor review",
    ),
    "CASHIER_PREPARES": (
        "编制人 {person} 是 {entity} 的出纳；出纳不得登记账目（会计法），请由会计编制",
        "the preparer {person} is the cashier of {entity}, who may not keep the books (会计法): "
        "let the accountant prepare",
    ),
    "BREAKS_LATER_DEED": BREAKS_LATER_DEED,
}


def refusal(code: str, **facts: object) -> Problem:
    """The refusal `code` with the figures and ids that caused it."""
    return spoken(_SENTENCES, code, facts)


def codes() -> frozenset[str]:
    """Every code that the parties may answer with, counter-deeds apart."""
    return frozenset(_SENTENCES)
