"""What kinds of deeds, organisations and offices are called on screen and paper.

It refuses to know rules and figures.
"""

from farm.words import Words
from records.parties.offices import Role
from records.parties.organisations import EntityKind

KIND_WORDS: dict[str, Words] = {
    "PARTY": Words(zh="登记单位", en="organisation"),
    "FISH_GROWN": Words(zh="养殖主体", en="grows the fish"),
    "CAPITAL_REGISTERED": Words(zh="注册资本", en="registered capital"),
    "CAPITAL_PAID_IN": Words(zh="实缴出资", en="capital paid in"),
    "CAPITAL_TRANSFER": Words(zh="出资转让", en="capital transferred"),
    "CAPITAL_RETURNED": Words(zh="退回出资", en="capital returned"),
    "ROLE_GIVEN": Words(zh="任职", en="office given"),
    "ROLE_ENDED": Words(zh="离任", en="office ended"),
    "CLOSE_RELATIVES": Words(zh="近亲属", en="close relatives"),
    "MARRIAGE_ENDED": Words(zh="婚姻结束", en="marriage ended"),
    "PERSON_LOGIN": Words(zh="账号归属", en="login of a person"),
    "PARTY_COUNTER": Words(zh="更正（原登记作废）", en="entry taken back"),
}

ENTITY_WORDS: dict[EntityKind, Words] = {
    EntityKind.COLLECTIVE: Words(zh="村股份经济合作社", en="village collective"),
    EntityKind.COMPANY: Words(zh="公司", en="company"),
    EntityKind.COOPERATIVE: Words(zh="农民专业合作社", en="cooperative"),
    EntityKind.OPERATOR: Words(zh="合作主体", en="operator"),
    EntityKind.PUBLIC_BODY: Words(zh="具有公共管理职能的单位", en="public body"),
}

ROLE_WORDS: dict[Role, Words] = {
    Role.BOARD: Words(zh="理事（董事）", en="on the board"),
    Role.FINANCE: Words(zh="财务人员", en="finance staff"),
    Role.ACCOUNTANT: Words(zh="会计", en="accountant"),
    Role.CASHIER: Words(zh="出纳", en="cashier"),
    Role.AUDIT: Words(zh="稽核", en="auditing"),
    Role.ARCHIVE: Words(zh="会计档案保管", en="keeper of the archive"),
    Role.SUPERVISOR: Words(zh="监事", en="supervisor"),
    Role.VILLAGE_SUPERVISION: Words(zh="村务监督委员会成员", en="in the village supervision"),
    Role.VILLAGE_COMMITTEE: Words(zh="村民委员会成员", en="in the villagers' committee"),
    Role.APPROVER: Words(zh="审批人", en="approver"),
}
