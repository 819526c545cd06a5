"""What kinds of entries, reasons, standings and states are called on screen and paper.

It refuses to know rules and figures.
"""

from farm.words import Words
from records.shares.classes import ClassForm, Standing
from records.shares.people import GainReason, LossReason
from records.shares.status import HolderStatus

KIND_WORDS: dict[str, Words] = {
    "SHARE_CLASS": Words(zh="登记股种", en="share class"),
    "HOLDING_CAP": Words(zh="持股上限", en="holding cap"),
    "MEMBER_GAIN": Words(zh="取得成员身份", en="membership gained"),
    "MEMBER_LOSS": Words(zh="丧失成员身份", en="membership lost"),
    "HOLDER_ADMIT": Words(zh="登记非成员持有人", en="holder admitted"),
    "EXIT_RETAIN": Words(zh="自愿退出，保留权益", en="exit, rights kept"),
    "MARRY_OUT": Words(zh="外嫁，股份不变", en="married out, shares unchanged"),
    "ESTATE_PENDING": Words(zh="待继承", en="estate pending"),
    "RESTORE_BY_JUDGMENT": Words(zh="按判决恢复", en="restored by judgment"),
    "HOUSEHOLD_SPLIT": Words(zh="分户", en="household split"),
    "HOUSEHOLD_MERGE": Words(zh="并户", en="household merge"),
    "ISSUE": Words(zh="配股", en="issue"),
    "TRANSFER_INTERNAL": Words(zh="内部转让", en="internal transfer"),
    "INHERIT": Words(zh="继承", en="inheritance"),
    "FREEZE": Words(zh="冻结", en="freeze"),
    "UNFREEZE": Words(zh="解冻", en="freeze lifted"),
    "PLEDGE": Words(zh="质押", en="pledge"),
    "PLEDGE_RELEASE": Words(zh="解除质押", en="pledge released"),
    "REDEEM": Words(zh="赎回注销", en="redeemed"),
    "SHARE_COUNTER": Words(zh="更正（原登记作废）", en="entry taken back"),
}

STANDING_WORDS: dict[Standing, Words] = {
    Standing.MEMBER: Words(zh="成员", en="member"),
    Standing.FORMER: Words(zh="已丧失成员身份", en="former member"),
    Standing.HEIR: Words(zh="非成员继承人", en="heir, no member"),
    Standing.BENEFICIARY: Words(zh="受益人", en="beneficiary, no member"),
    Standing.COLLECTIVE: Words(zh="集体", en="the collective"),
}

STATUS_WORDS: dict[HolderStatus, Words] = {
    HolderStatus.ACTIVE: Words(zh="正常", en="active"),
    HolderStatus.ESTATE_PENDING: Words(zh="待继承", en="estate pending"),
    HolderStatus.FROZEN: Words(zh="冻结", en="frozen"),
    HolderStatus.PLEDGED: Words(zh="质押", en="pledged"),
    HolderStatus.EXITED_RETAINED: Words(zh="退出，权益保留中", en="left, right kept"),
    HolderStatus.RETENTION_ENDED: Words(zh="退出，保留期已满", en="left, kept right ended"),
}

FORM_WORDS: dict[ClassForm, Words] = {
    ClassForm.STATIC: Words(zh="静态", en="static"),
    ClassForm.DYNAMIC: Words(zh="动态", en="dynamic"),
}

GAIN_WORDS: dict[GainReason, Words] = {
    GainReason.FOUNDING: Words(zh="初始确认", en="founding"),
    GainReason.BIRTH: Words(zh="出生", en="birth"),
    GainReason.MARRIAGE: Words(zh="结婚", en="marriage"),
    GainReason.ADOPTION: Words(zh="收养", en="adoption"),
    GainReason.RESETTLEMENT: Words(zh="政策性移民", en="resettlement"),
    GainReason.OTHER_BY_LAW: Words(zh="其他法定事由", en="other ground of law"),
}

LOSS_WORDS: dict[LossReason, Words] = {
    LossReason.DEATH: Words(zh="死亡", en="death"),
    LossReason.NATIONALITY_LOST: Words(zh="丧失国籍", en="nationality lost"),
    LossReason.MEMBER_ELSEWHERE: Words(zh="已是其他集体成员", en="member elsewhere"),
    LossReason.CIVIL_SERVANT: Words(zh="成为公务员", en="civil servant"),
    LossReason.OTHER_BY_LAW: Words(zh="其他法定事由", en="other ground of law"),
    LossReason.VOLUNTARY_EXIT: Words(zh="自愿退出", en="voluntary exit"),
    LossReason.CIVIL_SERVANT_ON_CONTRACT: Words(zh="聘任制公务员", en="civil service on contract"),
    LossReason.STUDY: Words(zh="就学", en="study"),
    LossReason.MILITARY_SERVICE: Words(zh="服役", en="military service"),
    LossReason.WORK_ELSEWHERE: Words(zh="务工", en="work elsewhere"),
    LossReason.TRADE: Words(zh="经商", en="trade"),
    LossReason.MARRIAGE: Words(zh="结婚", en="marriage"),
    LossReason.DIVORCE: Words(zh="离婚", en="divorce"),
    LossReason.WIDOWHOOD: Words(zh="丧偶", en="widowhood"),
    LossReason.PRISON: Words(zh="服刑", en="prison"),
}
