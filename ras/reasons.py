"""Why a reading is bad, in words for the person who stands beside the device, and what to look at.

It refuses to judge; the drivers say the short word.
"""

REASONS = {
    "silent": "没有等到 / nothing came in time",
    "no_wire": "线路打不开：接头、路径、被占用 / line cannot be opened: plug, path, in use",
    "no_reply": "不应答：电源、A/B 线、站号、波特率 / no answer: power, A/B, station, baud",
    "crc": "校验错：终端电阻、屏蔽、站号重复 / checksum: termination, shield, double address",
    "lrc": "校验错：干扰、站号重复 / checksum: noise, double address",
    "truncated": "应答不完整：接触不良、干扰 / answer cut short: loose contact, noise",
    "garbled": "收到乱码：波特率、校验位、干扰 / not an answer: baud, parity, noise",
    "line_busy": "线上一直有别的数据：第二个主站？ / the line never rests: a second master?",
    "wrong_unit": "别的站在应答：站号重复 / another station answers: double address",
    "wrong_function": "答非所问 / it answers another question",
    "wrong_count": "应答长度不对：型号、点表 / answer of another length: model, map",
    "wrong_echo": "写入的回应不对 / the write was echoed differently",
    "mbap": "不是 Modbus TCP / this is no Modbus TCP",
    "wrong_mode_gateway": "串口服务器在网关模式，改透明或改 kind: tcp"
    " / serial server is a gateway: set it transparent or say kind: tcp",
    "wrong_mode_transparent": "串口服务器在透明模式，改网关或改 kind: rtu-over-tcp"
    " / serial server is transparent: set it to gateway or say kind: rtu-over-tcp",
    "decimals": "小数位数不可能 / impossible number of decimals",
    "counting": "还在计数 / still counting",
    "counter_restarted": "计数器重新开始 / the counter began anew",
    "identity": "不是这个型号 / another model answers",
    "restarted": "设备自己重启了：查电源 / the device started anew by itself: check its power",
    "set_up_limit": "一小时里重启六次以上，设置不可信：查电源"
    " / set up six times within the hour: check its power and wires",
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
    if reason.startswith("device_says_"):
        return f"{reason}：设备自己说不可信 / the device itself does not vouch for it"
    return REASONS.get(reason, reason)
