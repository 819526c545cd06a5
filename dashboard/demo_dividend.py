"""A constructed year of a village collective as a DIV-SPEC input: 24 households, 72 members.

It refuses to resemble any real village, household or account.
"""

from records.canonical import Json

HOUSEHOLDS = 24
FROZEN, PENDING = "H003-2", "H011-1"


def demo_dividend() -> dict[str, Json]:
    """The input document; amounts in fen, shares in hundredths."""
    members: list[Json] = []
    for house in range(1, HOUSEHOLDS + 1):
        for person in range(1, 2 + house % 4 + 1):
            holder = f"H{house:03d}-{person}"
            status = {FROZEN: "FROZEN", PENDING: "ESTATE_PENDING"}.get(holder, "ACTIVE")
            years = (house * 7 + person * 11) % 38 * 100 // 4
            members.append([holder, f"H{house:03d}", 100, years, status])
    return {
        "spec": "DIV-SPEC-1.0",
        "kind": "rec_year",
        "title": "示例：村集体年度分配（虚构数据）",
        "inputs": {
            "income": {
                "501 经营收入(泉水资源费)": 32_000_000,
                "502 投资收益(项目分红)": 144_275_050,
            },
            "cost": {
                "511 经营支出": 9_500_020,
                "513 管理费用": 11_595_000,
                "514 公益支出": 8_000_000,
            },
            "loss_bf": 11_240_000,
            "undistributed_bf": 0,
            "reserve_bp": 3000,
            "min_reserve_bp": 3000,
            "reserve_base": "AFTER_LOSS",
            "payout_bp": 9000,
            "tax_regime": "NONE",
            "share_classes": ["人口股", "农龄股"],
            "members": members,
        },
    }
