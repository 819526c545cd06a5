"""What the two vendors' import programs take, as rows with their source; nobody has tried them.

It refuses to call a limit verified: that needs a person with a licence and the program before them.
"""

from dataclasses import dataclass

from farm.words import Words


@dataclass(frozen=True, slots=True)
class VendorLimits:
    """The limits of one import format. Lengths are bytes in GBK, two for a Chinese character.

    Where sources leave open whether characters or bytes are meant, the stricter reading stands.
    `amount_chars`: of an amount as printed, sign and point included; `writes_names`: the file holds
    the names of accounts beside their codes.
    """

    vendor: str
    encoding: str
    summary_bytes: int
    code_bytes: int
    maker_bytes: int
    amount_chars: int
    number_max: int
    writes_names: bool
    source: str
    verified: bool = False


U8 = VendorLimits(
    vendor="用友 U8",
    encoding="gbk",
    summary_bytes=60,
    code_bytes=15,
    maker_bytes=20,
    amount_chars=16,
    number_max=32_767,
    writes_names=False,
    source="公开的总账工具字段说明（摘要 60、科目编码 15、金额 16.2）与 gl_accvouch 表结构"
    "（制单人 20、凭证号 smallint），未在程序中试过",
)

KIS = VendorLimits(
    vendor="金蝶 KIS",
    encoding="utf-8-sig",
    summary_bytes=255,
    code_bytes=40,
    maker_bytes=255,
    amount_chars=16,
    number_max=32_767,
    writes_names=True,
    source="字段取自公开源文件；长度是业内记忆，未见厂商说明，未在程序中试过",
)

FORBIDDEN = ',"'
"""Signs that end a field or a text in either format; neither vendor says how to write them."""


def untested(limits: VendorLimits) -> Words:
    """What stands with every file: nobody has seen the vendor's program take it."""
    return Words(
        zh=f"此文件按公开资料的格式写成，未在{limits.vendor}中试过：先导入备份账套，"
        "核对凭证张数和借贷合计后再用",
        en=f"written from public descriptions and untested in {limits.vendor}: import it into a "
        "copy of the books first, and compare the number of vouchers and both totals",
    )
