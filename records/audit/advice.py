"""What to do about each kind of problem that an examination finds.

It refuses to repair: the journal stays as it was found, for whoever has to look at it.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from farm.words import Words
from records.refusal import Problem

_KEEP = Words(
    zh="停止记账，原样保留文件和备份，不要修补；从锚点之前的备份恢复副本，逐行比对，报监事会和镇三资。",
    en="Stop posting; keep the file and its backups as they are, mend nothing; restore a copy of a "
    "backup older than the anchor, compare row by row, tell the supervisors and the town.",
)
_CORRECT = Words(
    zh="不要改已入账的凭证：红字冲销，重记在当前期间，并写明原因（会计基础工作规范第五十一条）。",
    en="Leave posted vouchers alone: reverse in red, post anew in the open period, give the reason "
    "(会计基础工作规范 art. 51).",
)
_RECOMPUTE = Words(
    zh="用当时的输入和规则版本重算，比对差别；差别属实则按更正程序另行处理，不改原分配。",
    en="Run the inputs and the rule version of that time again and compare; if the difference is "
    "real, correct by the procedure for corrections; the old distribution stays.",
)
_UPGRADE = Words(
    zh="用写入这份账本的程序版本（或更新的版本）再核对一次。",
    en="Verify once more with the program version that wrote this journal, or a newer one.",
)

_BY_CODE: Mapping[str, Words] = MappingProxyType(
    {
        "PERIOD_NOT_OPEN": _CORRECT,
        "POSTED_AFTER_CLOSING": _CORRECT,
        "DEED_UNREADABLE": _UPGRADE,
        "RUN_NOT_REPRODUCED": _RECOMPUTE,
        "SNAPSHOT_NOT_REPRODUCED": _RECOMPUTE,
        "VOUCHERS_NOT_REPRODUCED": _RECOMPUTE,
    }
)


def advice(problems: Iterable[Problem]) -> list[tuple[str, Words]]:
    """What to do, once for each kind of problem, in the order met."""
    codes = dict.fromkeys(found.code for found in problems)
    return [(code, _BY_CODE.get(code, _KEEP)) for code in codes]
