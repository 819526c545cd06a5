"""What alarms about instruments say, and why one is not believed, in words.

It refuses to know when one stands.
"""

from controller.said import Said
from farm.words import Words

PROBE_SAID: dict[str, Said] = {
    "instrument_bad": Said(
        ("{name} 的读数不能用：{note}", "{name}: its reading cannot be used, {note}"),
        ("传感器、接线或变送器故障", "sensor, wiring or transmitter fault"),
        ("按没有这个读数来运行", "the farm runs as if it were not measured"),
        ("核对、清洗或更换；检查接线", "compare, clean or replace it; check the wiring"),
    ),
    "instruments_bad": Said(
        ("{name} 有 {value} 个读数同时不能用", "{name}: {value} readings at once cannot be used"),
        ("设备 {place} 的传感器供电中断，或设备本身故障",
         "device {place}: its sensors have lost their supply, or it is faulty itself"),
        ("按没有这些读数来运行", "the farm runs as if they were not measured"),
        ("检查回路电源和保险丝，再查设备", "check loop supply and fuse, then the device"),
    ),
    "function_check_over": Said(
        ("{name} 标定或清洗超时，已恢复使用", "{name}: time for work on it is over, it is used"),
        ("{note} 开始后没有点“结束”", "{note} began and did not say that it is done"),
        ("探头若不在水里，读数不是这口池的", "out of the water it does not show this tank"),
        ("看探头是否已放回；没做完就再点一次“开始”", "see that it is back, or begin once more"),
    ),
    "same_water": Said(
        ("{place} 各池溶氧读数完全相同", "{place}: every tank shows the very same oxygen"),
        (
            "公用取样管堵塞",
            "the shared sample line is blocked",
        ),
        ("这一路溶氧全部不采用", "none of these readings is used"),
        ("疏通取样管，检查切换阀", "clear the sample line, check the selector valve"),
    ),
}  # fmt: skip

DOUBT_WORDS: dict[str, Words] = {
    "function_check": Words(zh="正在标定或清洗", en="being calibrated or cleaned"),
    "stuck": Words(zh="读数停住不动", en="it stands still"),
    "in_air": Words(zh="探头像是露在空气中", en="it seems to hang in air"),
    "jumped": Words(zh="读数突然上升，水里做不到", en="it rose faster than water can"),
    "apart": Words(zh="水温与邻池相差太多", en="its temperature stands apart from the other tanks"),
    "compensation": Words(zh="温度补偿不对", en="its temperature compensation is wrong"),
    "same_water": Words(zh="各池读数完全相同", en="every tank shows the same"),
    "dead_glass": Words(zh="电极失灵，恒为 7.00", en="dead glass, it shows 7.00 whatever happens"),
    "settings_lost": Words(zh="仪表忘了补偿设定，正在补设", en="it forgot its compensation"),
    "current_low": Words(zh="电流太小，多半断线", en="current too low, a broken wire"),
    "current_high": Words(zh="电流太大，多半短路", en="current too high, a short"),
    "sentinel": Words(zh="仪表发出故障代码", en="the instrument sends a fault code"),
    "not_a_number": Words(zh="不是数", en="not a number"),
    "instrument_range": Words(zh="超出仪表量程", en="outside the instrument's range"),
    "process_range": Words(zh="超出可能的范围", en="outside what the process can be"),
}
"""Reasons of readings that are not used (`doubts`, and the drivers' own)."""
