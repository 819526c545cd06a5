"""Why the share register refuses a deed: each code with what is wrong, the article, what to do.

It refuses to know when a rule applies; the rules ask, this table speaks.
"""

from records.deeds.sentences import BREAKS_LATER_DEED, spoken
from records.refusal import Problem

_SENTENCES: dict[str, tuple[str, str]] = {
    "PROOF_MISSING": (
        "“{kind}”登记没有证明材料；股份登记簿每一项都要有依据（财农〔2021〕121号第三十条），"
        "请填写决议、证件或文书的名称和编号",
        "the entry {kind} has no proof; every entry of the share register needs its document "
        "(财农〔2021〕121号 art. 30): give the title and number of the resolution or certificate",
    ),
    "HOLDER_UNKNOWN": (
        "登记簿里没有 {holder}；先登记其成员身份，非成员先登记为继承人或受益人",
        "{holder} is not in the register: record the membership first, or admit the person as "
        "an heir or beneficiary",
    ),
    "HOLDER_KNOWN": (
        "{holder} 已在登记簿里（{standing}），不能再登记一次",
        "{holder} is in the register already ({standing}); nothing is to be admitted",
    ),
    "HOLDER_IS_COLLECTIVE": (
        "{holder} 是集体本身，不是个人，此项登记不适用",
        "{holder} is the collective itself, not a person: this entry does not apply to it",
    ),
    "HOLDER_DEAD": (
        "{holder} 已登记死亡，不能再取得身份或股份；若死亡登记有误，先更正那一条登记",
        "{holder} is recorded as dead and can gain nothing; if that is wrong, take that entry "
        "back first",
    ),
    "ALREADY_MEMBER": (
        "{holder} 已是成员；换户请登记分户或并户",
        "{holder} is a member already; for another household record a split or a merge",
    ),
    "NOT_A_MEMBER": (
        "{holder} 不是成员（{standing}），此项登记只适用于成员（农村集体经济组织法第十六、十七条）",
        "{holder} is not a member ({standing}); the entry applies to members only "
        "(农村集体经济组织法 art. 16, 17)",
    ),
    "REMOVAL_BLOCKED": (
        "不能以“{reason}”取消 {holder} 的成员身份：{article}规定不因此丧失；"
        "只有法定事由，如已成为其他集体的成员，才能登记，并附证明",
        "{holder} cannot be struck off for {reason}: by {article} membership is not lost "
        "through it; record only a ground the law knows, such as membership elsewhere, with proof",
    ),
    "VOTES_MISSING": (
        "登记受益人 {holder} 没有写表决票数；须全体成员四分之三以上同意"
        "（农村集体经济组织法第十五条），请填写同意票数和全体成员数",
        "the beneficiary {holder} has no votes recorded; three quarters of all members must agree "
        "(农村集体经济组织法 art. 15): give the votes in favour and the number of all members",
    ),
    "VOTES_BELOW_THREE_QUARTERS": (
        "受益人 {holder} 要全体成员四分之三以上同意（农村集体经济组织法第十五条）：登记的是"
        " {votes} / {electorate} 票，至少要 {needed} 票；票数不足不能登记，请先召开会议表决",
        "beneficiary {holder} needs three quarters of all members (农村集体经济组织法 art. 15): "
        "{votes} of {electorate} votes are recorded, {needed} are needed: hold the vote first",
    ),
    "VOTES_IMPOSSIBLE": (
        "同意票 {votes} 多于全体成员 {electorate}；请核对会议记录",
        "{votes} votes in favour are more than all {electorate} members: check the minutes",
    ),
    "EXIT_END_BEFORE_START": (
        "{holder} 保留权益的截止日 {until} 早于退出日 {day}；请按协议填写"
        "（农村集体经济组织法第十六、十七条）",
        "the right kept by {holder} ends on {until}, before the exit on {day}: give the day of "
        "the agreement (农村集体经济组织法 art. 16, 17)",
    ),
    "ESTATE_ALREADY": (
        "{holder} 的股份自 {since} 起已在待继承状态，不必再登记",
        "the shares of {holder} have been waiting for heirs since {since}: nothing to record",
    ),
    "NO_ESTATE": (
        "{holder} 没有登记死亡，股份不能继承；先登记死亡（附证明），赠与或买卖请登记内部转让",
        "{holder} is not recorded as dead, so nothing can be inherited: record the death with "
        "its proof first; a gift or sale is an internal transfer",
    ),
    "ESTATE_OPEN": (
        "{holder} 的股份待继承，只能由继承登记变动（浙江省农村集体资产管理条例(2020)第三十条）",
        "the shares of {holder} wait for heirs and move by INHERIT only "
        "(浙江省农村集体资产管理条例 2020 art. 30)",
    ),
    "CLASS_UNKNOWN": (
        "{day} 没有“{share_class}”这一股种；先按章程登记股种，或改正名称",
        "there is no class {share_class} on {day}: record the class by the charter first, or "
        "mend the name",
    ),
    "CLASS_FIXED": (
        "“{share_class}”是静态股，{fixed_on} 起生不增死不减，{day} 不能再发；要改须修改股权方案，"
        "经三分之二以上成员同意（浙江省农村集体资产管理条例(2020)第二十八条）后重新登记股种",
        "{share_class} is static and fixed on {fixed_on}: nothing is issued on {day}; a change "
        "needs a new share plan with two thirds of the members "
        "(浙江省农村集体资产管理条例 2020 art. 28), then record the class anew",
    ),
    "CLASS_NOT_FOR": (
        "“{share_class}”按章程不能由 {holder}（{standing}）持有；请核对股种登记里的持有人范围",
        "by the charter {share_class} is not for {holder} ({standing}): check who may hold it in "
        "the entry of the class",
    ),
    "CLASS_NOT_TRANSFERABLE": (
        "“{share_class}”按章程不能转让；可由集体赎回",
        "{share_class} is not transferable by the charter; the collective may redeem it",
    ),
    "CLASS_NOT_INHERITABLE": (
        "“{share_class}”按章程不能继承；由集体收回（登记赎回）",
        "{share_class} is not inheritable by the charter: the collective takes it back (REDEEM)",
    ),
    "TRANSFER_OUTSIDE": (
        "股份只能在本集体内部转让（浙江省农村集体资产管理条例(2020)第三十条），{holder}（{standing}）"
        "不是成员；请选择成员，或由集体赎回",
        "shares move inside the collective only (浙江省农村集体资产管理条例 2020 art. 30) and "
        "{holder} ({standing}) is no member: choose a member, or let the collective redeem",
    ),
    "TRANSFER_TO_SELF": (
        "转出人和接收人都是 {holder}，没有变动；请核对",
        "{holder} would give to themselves, nothing moves: check the two persons",
    ),
    "SHARES_NOT_ENOUGH": (
        "{holder} 的“{share_class}”只有 {held} 股，不够 {wanted} 股；请核对股数或股种",
        "{holder} has {held} shares of {share_class}, not {wanted}: check the figure or the class",
    ),
    "SHARES_FROZEN": (
        "{holder} 的股份自 {since} 起冻结，解除前不能变动；先登记解冻（附法院或有关单位文书）",
        "the shares of {holder} are frozen since {since} and cannot move: record the release of "
        "the court or office first",
    ),
    "SHARES_PLEDGED": (
        "{holder} 的股份自 {since} 起质押（农村集体经济组织法第五十二条），解除前不能变动；"
        "先登记质权人同意的解除",
        "the shares of {holder} are pledged since {since} (农村集体经济组织法 art. 52) and cannot "
        "move: record the creditor's release first",
    ),
    "TIE_UNKNOWN": (
        "{holder} 没有编号 {ref} 的{what}在有效；请从登记簿选中要解除的那一条",
        "{holder} has no {what} {ref} in force: choose from the register the one to lift",
    ),
    "HEIR_TWICE": (
        "继承人 {holder} 在同一登记里出现两次；请合并为一行",
        "the heir {holder} appears twice in one entry: put both into one line",
    ),
    "HOUSEHOLD_UNKNOWN": (
        "登记簿里没有户 {household}；请核对户编号",
        "there is no household {household} in the register: check its number",
    ),
    "HOUSEHOLD_TAKEN": (
        "户编号 {household} 已有人使用；分户用新编号，并入已有的户请登记并户",
        "household {household} exists: a split needs a new number; to join it, record a merge",
    ),
    "HOUSEHOLD_SAME": (
        "并户的两户都是 {household}；请核对户编号",
        "both households are {household}: check the numbers",
    ),
    "NOT_IN_HOUSEHOLD": (
        "{holder} 不在户 {household}；请核对人员和户编号",
        "{holder} is not in household {household}: check the person and the number",
    ),
    "SPLIT_TAKES_ALL": (
        "分户会把户 {household} 的人全部分走；至少留一人，或不作分户",
        "the split would take everybody out of household {household}: leave somebody, or do not "
        "split",
    ),
    "JUDGMENT_NUMBER_MISSING": (
        "按判决恢复 {holder} 的权益要写明裁判文书编号；请在证明材料里填写编号",
        "restoring {holder} by judgment needs the number of the judgment: give it in the proof",
    ),
    "HOLDER_OVER_3PCT": (
        "{day} {holder} 持有 {held} 股，超过全部 {total} 股的 {cap}（上限 {limit} 股，"
        "浙江省农村集体资产管理条例(2020)第三十条）；以前已超过的可以保留，不能增加。"
        "请减少取得的股数；若因赎回使总股数减少，先处理其超出部分",
        "on {day} {holder} would have {held} shares, above {cap} of all {total} (at most {limit}; "
        "浙江省农村集体资产管理条例 2020 art. 30); an older excess may be kept, not increased: "
        "let the holder receive less; where a redemption makes the total smaller, settle the "
        "excess first",
    ),
    "BREAKS_LATER_DEED": BREAKS_LATER_DEED,
}


def refusal(code: str, **facts: object) -> Problem:
    """The refusal `code` with the figures and ids that caused it."""
    return spoken(_SENTENCES, code, facts)


def codes() -> frozenset[str]:
    """Every code that the share register may answer with, counter-deeds apart."""
    return frozenset(_SENTENCES)
