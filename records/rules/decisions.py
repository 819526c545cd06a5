"""What the specification leaves open (its part E2) and how it is decided here, each in words.

It refuses to call a decision law: each may be changed by people, with a new rule or a new release.
"""

from dataclasses import dataclass

from farm.words import Words


@dataclass(frozen=True, slots=True)
class Decision:
    """One open point: its number in E2, what is done, and why."""

    point: int
    done: Words


DECISIONS: tuple[Decision, ...] = (
    Decision(
        1,
        Words(
            zh="公示算满 15 个整天；通知按两种算法各给出最迟日，只满足宽的一种时予以提示，不拒绝",
            en="15 full days of posting; the notice is shown in both readings, and one that holds "
            "only in the lenient reading is warned of, not refused",
        ),
    ),
    Decision(
        2,
        Words(
            zh="节假日按登记的年度表顺延，使公示期只长不短；没有登记该年表的不顺延并提示；我方应"
            "守的期限不顺延",
            en="days off move the end of a posting by the table on record; a year without a table "
            "moves nothing and is warned of; limits that we must keep are never moved; 29 February "
            "becomes 1 March",
        ),
    ),
    Decision(
        3,
        Words(
            zh="本年收益不大于零时不分配，也不动用以前年度未分配收益",
            en="a year without income pays nothing, also not out of earlier income",
        ),
    ),
    Decision(
        4,
        Words(
            zh="几分钱的基数进位后可能无余额可分：照算，并提示本年无可分配；任意公积金不超过提取"
            "法定公积金后的余额",
            en="on a base of a few fen rounding up may leave nothing: computed so, with a warning; "
            "a discretionary reserve never exceeds what the statutory one leaves",
        ),
    ),
    Decision(
        5,
        Words(
            zh="输入不合格式一律报 MALFORMED_INPUT 并指明字段",
            en="malformed input is MALFORMED_INPUT with the path to the field",
        ),
    ),
    Decision(
        6,
        Words(
            zh="合作社年初亏损为负报 NEGATIVE_OPENING；年初未分配盈余不参与分配，留在 332 并提"
            "示；按股分配同样查重和负数",
            en="a negative opening loss of a cooperative is NEGATIVE_OPENING; its earlier surplus "
            "takes no part, stays on 332 and is warned of; a declared rate checks duplicates and "
            "negatives too",
        ),
    ),
    Decision(
        7,
        Words(
            zh="质押本身不停付，质权人通知后代管；退出保留期内照付，期满后代管待大会决定；集体股"
            "的份额代管，不付给任何人",
            en="a pledge alone stops nothing, the creditor's notice does; a kept right is paid "
            "while it lasts and held after its end for the assembly; what falls to the "
            "collective's own shares is held and paid to nobody",
        ),
    ),
    Decision(
        8,
        Words(
            zh="代管金额在分配时算出税额供查看，解除时按当时的扣税办法和依据代扣；可付金额在付款"
            "日一次代扣",
            en="the tax of a held amount is shown with the run and withheld at its release by the "
            "regime and basis of that day; on what is payable it is withheld on the day of payment",
        ),
    ),
    Decision(
        9,
        Words(
            zh="亏损年度第三张凭证借贷互换；分类股份先按章程比例用最大余数法分到类，类内再按所选"
            "方法分，凭证照六张；"
            "公司和合作社的凭证按各自科目自定，未与印刷文本核对",
            en="in a year of loss the third voucher changes sides; with share classes the pool is "
            "split by the charter's parts (largest remainder), then inside each class in the mode "
            "chosen, on the same six vouchers; those of companies and cooperatives are our own and "
            "unverified",
        ),
    ),
    Decision(
        10,
        Words(
            zh="扣税办法必须附依据文件，写在规则里，随分配保存",
            en="a tax regime needs its basis document: a row of the rules, kept with the run",
        ),
    ),
    Decision(
        11,
        Words(
            zh="编号和科目可用任何 UTF-8 文字，按字节排序",
            en="ids and labels may be any UTF-8 text and are ordered by bytes",
        ),
    ),
    Decision(
        12,
        Words(
            zh="法定公积金上限按登记的注册资本；以公积金补亏由人决定，不自动计算",
            en="the cap of the statutory reserve follows the registered capital; making losses "
            "good out of reserves is left to people",
        ),
    ),
)


def decision(point: int) -> Decision:
    """The decision on one point of E2."""
    return next(one for one in DECISIONS if one.point == point)
