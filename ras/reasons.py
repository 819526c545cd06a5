"""Why a reading is bad, in words for the person who stands beside the device, and what to look at.

It refuses to judge; the drivers say the short word.
"""

REASONS = {
    "silent": "没有等到 / nothing came in time",
    "no_wire": "线路打不开：接头、路径、被占用 / line cannot be opened: plug, path, in use",
    "no_reply": "不应答：电源、A/B 线、站号、波特率 / no answer: power, A/B, station, baud",
    "crc": "校验错：终端电阻、屏蔽、站号重复 / checksum: termination, shield, double address",
    "identity": "不是这个型号 / another model answers",
    "sentinel": "仪表说无值 / the instrument says: no value",
    "not_a_number": "仪表给的不是数 / the instrument sends no number",
    "instrument_range": "超出仪表量程 / beyond what the instrument can read",
    "process_range": "这里不可能有的值 / impossible at this place",
    "frozen": "读数不动，探头坏了 / reading does not move: probe failed",
    "current_low": "电流低于 3.6 mA：断线 / below 3.6 mA: broken wire",
    "current_high": "电流高于 21 mA：短路 / above 21 mA: short circuit",
    "current_saturated": "电流超出 3.8–20.5 mA / outside 3.8 to 20.5 mA",
}
"""Short word of the drivers: Chinese and English. Limits of current after NAMUR NE43."""


def in_words(reason: str) -> str:
    """The sentence for a short word; the word itself when it has none."""
    if reason.startswith("exception_"):
        return f"{reason}：设备拒绝 / the device refuses the request"
    return REASONS.get(reason, reason)
