"""What alarms about water that changes too fast, or stood too long, say.

It refuses to know when one stands.
"""

from controller.said import Said

WATER_SAID: dict[str, Said] = {
    "ph_falls": Said(
        ("{place} 号系统 pH 下降太快：每小时 {value}，限值 {limit}",
         "system {place}: pH falls by {value} an hour, limit {limit}"),
        ("碱度耗尽或二氧化碳积累；或探头刚换过、校准过",
         "alkalinity used up or CO2 building up; or a probe exchanged or calibrated just now"),
        ("硝化停止，鱼受应激；已停止投喂，脱气开到最大",
         "nitrification stops, fish are stressed; feeding is off, the degasser at its most"),
        ("用手持仪测 pH 和碱度；碱度低就按量分次加小苏打",
         "measure pH and alkalinity by hand; if low, add bicarbonate in small portions"),
    ),
    "temperature_rises": Said(
        ("{place} 号系统水温上升太快：每小时 {value} °C，限值 {limit}",
         "system {place}: the water warms by {value} °C an hour, limit {limit}"),
        ("热泵卡在加热，或补水太热", "the heat pump is stuck on heating, or make-up is too warm"),
        ("溶氧下降，鱼受应激；只有热泵自己的温控器会断开",
         "less oxygen, stressed fish; nothing but the heat pump's own thermostat ends it"),
        ("到机房断开热泵电源", "switch the heat pump off at its isolator"),
    ),
    "temperature_falls": Said(
        ("{place} 号系统水温下降太快：每小时 {value} °C，限值 {limit}",
         "system {place}: the water cools by {value} °C an hour, limit {limit}"),
        ("热泵卡在制冷，或补水过多", "the heat pump is stuck on cooling, or too much make-up"),
        ("鱼停食、受应激；只有热泵自己的温控器会断开",
         "fish stop eating; nothing but the heat pump's own thermostat ends it"),
        ("检查补水阀；到机房断开热泵电源", "check make-up; switch the heat pump off"),
    ),
    "loop_stagnant": Said(
        ("{place} 号系统停流超过 30 分钟，等人确认后才起动",
         "system {place}: no flow for more than 30 minutes, its pumps wait for a person"),
        ("水泵停转或长时间停电", "pumps stopped, or a long power cut"),
        ("死水可能含硫化氢，泵入鱼池会死鱼；各池靠应急增氧",
         "dead water may hold hydrogen sulphide and kills; tanks live on emergency oxygen"),
        ("到场排掉滤池和管道里的死水，闻到臭蛋味先通风；然后在此确认起动",
         "go there, drain filter and pipes, ventilate if it smells of rotten eggs; then confirm"),
    ),
}  # fmt: skip
"""By kind of alarm."""
