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
    "held": "另一次写入落到了别处，暂不写 / held: another write landed elsewhere",
    "mbap": "不是 Modbus TCP / this is no Modbus TCP",
    "wrong_mode_gateway": "串口服务器在网关模式，改透明或改 kind: tcp"
    " / serial server is a gateway: set it transparent or say kind: tcp",
    "wrong_mode_transparent": "串口服务器在透明模式，改网关或改 kind: rtu-over-tcp"
    " / serial server is transparent: set it to gateway or say kind: rtu-over-tcp",
    "decimals": "小数位数不可能 / impossible number of decimals",
    "counting": "还在计数 / still counting",
    "counter_restarted": "计数器重新开始 / the counter began anew",
    "draft": "草稿资料只读，要先写才能读的不问 / draft: what a write must start is not asked",
    "warming_up": "刚重新上电，还在预热 / back after a silence: the probe is warming up",
    "identity": "不是这个型号 / another model answers",
    "order_unsure": "数字顺序还没看清，再读几次 / the order of its numbers is not seen yet",
    "byte_order": "字节顺序与型号文件不符 / its numbers come in another order than the map",
    "restarted": "设备自己重启了：查电源 / the device started anew by itself: check its power",
    "set_up_limit": "一小时里重启六次以上，设置不可信：查电源"
    " / set up six times within the hour: check its power and wires",
    "sentinel": "仪表说无值 / the instrument says: no value",
    "not_a_number": "仪表给的不是数 / the instrument sends no number",
    "instrument_range": "超出仪表量程 / beyond what the instrument can read",
    "process_range": "这里不可能有的值 / impossible at this place",
    "frozen": "读数不动，探头坏了 / reading does not move: probe failed",
    "in_motion": "秤在动，没有重量 / the scale moves: no weight",
    "settling": "秤还没停稳，再等：--patience 60 / scale not at rest yet: wait, --patience 60",
    "not_executable": "秤现在做不到：在动或在归零 / the scale cannot now: moving or zeroing",
    "overload": "超载 / overload",
    "underload": "欠载：秤台空着却没归零 / underload: the platform is not in place",
    "not_zeroed": "秤没有归零 / the scale was not zeroed",
    "not_a_weight": "秤在计数或百分比方式，改回称重 / counting or percent mode: set it to weighing",
    "expanded_display": "秤在放大显示，关掉 / expanded display: switch it off",
    "unit": "秤的单位不对，按回 kg / another unit is shown: set it back",
    "value_missing": "应答里缺这个值 / this value is missing in the answer",
    "not_confirmed": "变化太大，等下一次证实 / a large change, waits to be said again",
    "refused": "设备不认这个命令 / the device does not know the command",
    "error": "设备报错 / the device says error",
    "signal_unknown": "没有信号：天线、SIM 卡 / no signal: antenna, SIM card",
    "signal_code": "信号值看不懂 / signal code nobody knows",
    "other_form": "这台不给这个值 / this model does not give it",
    "no_sensor": "没有装这个传感器 / no such sensor is fitted",
    "current_low": "电流低于 3.6 mA：断线 / below 3.6 mA: broken wire",
    "current_high": "电流高于 21 mA：短路 / above 21 mA: short circuit",
    "current_saturated": "电流超出 3.8–20.5 mA / outside 3.8 to 20.5 mA",
}
"""Short word of the drivers: Chinese and English. Limits of current after NAMUR NE43."""

PREFIXES = {
    "exception_": "设备拒绝 / the device refuses the request",
    "device_says_": "设备自己说不可信 / the device itself does not vouch for it",
    "unit_": "单位不对，按回型号文件的单位 / another unit is shown: set it back",
    "error_": "设备报错 / the device says error",
}
"""Words that carry a number or a name behind them."""


def in_words(reason: str) -> str:
    """The sentence for a short word; the word itself when it has none."""
    for prefix, words in PREFIXES.items():
        if reason.startswith(prefix) and reason not in REASONS:
            return f"{reason}：{words}"
    return REASONS.get(reason, reason)
