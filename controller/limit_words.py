"""What an alarm on a passed limit says, by quantity and side.

It refuses to know any other kind of alarm.
"""

from controller.alarms import Condition
from farm.quantity import QUANTITIES
from farm.words import Words

Four = tuple[Words, Words, Words, Words]

_BINARY: dict[str, tuple[str, str]] = {
    "mains_ok_low": ("市电中断", "mains power is lost"),
    "genset_fault_high": ("发电机故障", "genset fault"),
    "ups_on_battery_high": ("UPS 由电池供电", "UPS runs on battery"),
    "level_float_low": ("{place} 水位低", "{place}: water level is low"),
    "phase_ok_low": ("缺相、错相或停电", "a phase is missing or out of order, or no mains"),
    "gas_alarm_high": ("车间气体报警", "gas alarm in the hall"),
    "drum_washing_high": ("{place} 微滤机一直在反冲洗", "{place}: drum filter washes without end"),
}

_WHY: dict[str, tuple[str, str, str, str, str, str]] = {
    "oxygen_low": (
        "供氧不足、流量小、刚投喂或鱼多", "too little oxygen or flow, a meal, or many fish",
        "鱼停食、窒息，数分钟至一小时内死亡", "fish stop eating and suffocate within the hour",
        "查看氧气阀和流量；持续下降就开应急增氧", "see valve and flow; open emergency oxygen",
    ),
    "oxygen_high": (
        "氧气阀开得过大或探头在空气中", "valve open too far, or a probe in the air",
        "气体过饱和，浪费氧气", "gas supersaturation and wasted oxygen",
        "核对探头，关小氧气阀", "check the probe and close the valve a little",
    ),
    "minutes_to_4_low": (
        "溶氧正在快速下降", "oxygen is falling fast",
        "按此速度，不久将降到 4 mg/L", "at this rate it reaches 4 mg/L soon",
        "立即到池边，准备开应急增氧", "go to the tank now and be ready to open emergency oxygen",
    ),
    "mains_ok_low": (
        "电网停电或进线故障", "grid outage or a fault of the supply",
        "水泵停转；发电机须在 30 秒内供电", "pumps stop; the genset must start within 30 s",
        "确认发电机已起动", "make sure the genset has started",
    ),
    "phase_ok_low": (
        "电网缺相、错相，或停电", "a phase lost or swapped on the grid, or an outage",
        "电机过热或反转", "motors overheat or turn backward",
        "查电源；恢复前不要强行起动水泵", "check the supply; force no pump to start",
    ),
    "gas_alarm_high": (
        "臭氧、二氧化碳或氧气超限，或触点断线", "ozone, CO2 or oxygen too high, or a broken wire",
        "危及人员", "danger to people",
        "人员先撤离并通风，再查探测器", "leave and ventilate first, then look at the detector",
    ),
    "genset_fault_high": (
        "发电机保护动作", "the genset's protection tripped",
        "再停电就没有备用电源", "no power if the mains fails",
        "联系维修", "call for repair",
    ),
    "level_float_low": (
        "漏水、排水阀未关或进水中断", "leak, open drain or no inflow",
        "鱼池会放空", "the tank runs empty",
        "立即关排水阀，检查进水", "shut the drain now and check the inflow",
    ),
    "sump_level_low": (
        "补水不足、漏水或过滤堵塞", "too little make-up, a leak or a clogged filter",
        "水泵吸空", "the pump runs dry",
        "检查补水和微滤机", "check make-up and drum filter",
    ),
    "oxygen_pressure_low": (
        "液氧用完、阀门关闭或汽化器结冰", "LOX empty, valve shut or vaporiser iced",
        "供氧即将中断", "oxygen supply is about to fail",
        "切换气源，联系液氧供应商", "switch the supply and call the LOX supplier",
    ),
    "lox_level_low": (
        "液氧快用完", "LOX is running out",
        "约一天后无氧可用", "no oxygen in about a day",
        "联系供应商送液氧", "order LOX",
    ),
    "co2_high": (
        "脱气不足或鱼量大", "too little degassing or many fish",
        "鱼摄食变差，pH 下降", "fish eat less and pH falls",
        "提高脱气风机转速，检查风道", "raise the degasser fan and check its air path",
    ),
    "ph_low": (
        "碱度耗尽或二氧化碳积累", "alkalinity used up or CO2 building up",
        "硝化停止，鱼受应激", "nitrification stops and fish are stressed",
        "测碱度，按量加小苏打", "measure alkalinity and add bicarbonate",
    ),
}  # fmt: skip

_PLAIN = (
    "测量值越过限值", "the measured value passed its limit",
    "离开适宜范围", "outside the range that is wanted",
    "到现场核对并查明原因", "check on site and find the cause",
)  # fmt: skip


def limit_words(condition: Condition) -> Four:
    """Fact, cause, consequence and action of a limit alarm (`oxygen_low_1`)."""
    stem, _, rank = condition.kind.rpartition("_")
    stem = stem if rank.isdigit() else condition.kind
    quantity = QUANTITIES[stem.rpartition("_")[0]]
    zh_cause, en_cause, zh_then, en_then, zh_do, en_do = _WHY.get(stem, _PLAIN)
    return (
        _fact(condition, stem, quantity.zh, quantity.en),
        Words(zh=zh_cause, en=en_cause),
        Words(zh=zh_then, en=en_then),
        Words(zh=zh_do, en=en_do),
    )


def _fact(condition: Condition, stem: str, zh: str, en: str) -> Words:
    place = condition.place
    if stem in _BINARY:
        text_zh, text_en = _BINARY[stem]
        return Words(zh=text_zh.replace("{place}", place), en=text_en.replace("{place}", place))
    value = "—" if condition.value is None else f"{condition.value:.3g}"
    unit = f" {condition.unit}" if condition.unit else ""
    limit = f"{condition.limit:g}" if condition.limit is not None else "—"
    low = stem.endswith("_low")
    if _is_ahead(condition, low=low):
        return Words(
            zh=f"{place} {zh}很快将{'低于' if low else '高于'} {limit}{unit}：现在 {value}",
            en=f"{place}: {en} will soon be {'below' if low else 'above'} {limit}{unit}: "
            f"now {value}",
        )
    return Words(
        zh=f"{place} {zh}{'低' if low else '高'}：{value}{unit}（限值 {limit}）",
        en=f"{place}: {en} {'low' if low else 'high'}: {value}{unit} (limit {limit})",
    )


def _is_ahead(condition: Condition, *, low: bool) -> bool:
    """Told before its limit is passed; one on its way back has passed it."""
    value, limit = condition.value, condition.limit
    if value is None or limit is None or not condition.note:
        return False
    return value > limit if low else value < limit
