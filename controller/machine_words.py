"""What alarms about machines say: valves that do not follow, a weak fan, ozone, long emergencies.

It refuses to know when an alarm stands.
"""

from controller.said import Said

MACHINE_SAID: dict[str, Said] = {
    "power_lost": Said(
        ("全场没有电", "there is no power on the farm"),
        ("市电中断，发电机没有供电", "mains is lost and the generator does not carry"),
        ("水泵和风机停转；鱼靠应急增氧", "pumps and fans stand; fish live on emergency oxygen"),
        ("起动发电机；看氧气余量；停电超过 30 分钟先别开水泵",
         "start the generator; see the oxygen left; after 30 minutes do not start pumps yet"),
    ),
    "emergency_long": Said(
        ("{place} 应急增氧已超过 15 分钟", "{place}: emergency oxygen for more than 15 minutes"),
        ("原因尚未排除，没有人复位", "its cause still stands, or nobody has reset it"),
        ("二氧化碳在积累，溶氧高也会伤鱼", "carbon dioxide builds up and harms, oxygen or not"),
        ("恢复水流；打开曝气和脱气；测 pH", "bring the flow back; aerate and degas; measure pH"),
    ),
    "emergency_many": Said(
        ("{place} 号系统 {value} 口池应急增氧已打开",
         "system {place}: emergency oxygen is open in {value} tanks"),
        ("{note}", "{note}"),
        ("这些池停止投喂；氧气消耗很大", "feeding is off in them; much oxygen is used"),
        ("看水流、供电和氧气余量，溶氧恢复后逐池复位",
         "see flow, power and the oxygen left; reset each tank when oxygen is back"),
    ),
    "emergency_many_long": Said(
        ("{place} 号系统 {value} 口池应急增氧已超过 15 分钟",
         "system {place}: emergency oxygen for more than 15 minutes in {value} tanks"),
        ("{note}", "{note}"),
        ("二氧化碳在积累，溶氧高也会伤鱼", "carbon dioxide builds up and harms, oxygen or not"),
        ("恢复水流；打开曝气和脱气；测 pH；逐池复位",
         "bring the flow back; aerate and degas; measure pH; reset each tank"),
    ),
    "emergency_all": Said(
        ("{value} 个系统都在应急增氧", "{value} systems are on emergency oxygen"),
        ("{note}", "{note}"),
        ("氧气消耗很大，全场停止投喂", "much oxygen is used; feeding is off"),
        ("看供电和氧气余量，溶氧恢复后逐池复位",
         "see power and the oxygen left; reset each tank when oxygen is back"),
    ),
    "emergency_all_long": Said(
        ("{value} 个系统应急增氧都已超过 15 分钟",
         "emergency oxygen for more than 15 minutes in {value} systems"),
        ("{note}", "{note}"),
        ("二氧化碳在积累，溶氧高也会伤鱼", "carbon dioxide builds up and harms, oxygen or not"),
        ("恢复水流；打开曝气和脱气；测 pH；逐池复位",
         "bring the flow back; aerate and degas; measure pH; reset each tank"),
    ),
    "outputs_failed": Said(
        ("{name} 有 {value} 路输出没有按命令动作", "{name}: {value} outputs could not be set"),
        ("设备 {place} 应答而不执行，或在就地状态", "device {place} answers and does not obey"),
        ("阀门和设备停在原来的状态", "valves and machines stand as they were"),
        ("检查设备的电源、就地/远程开关和输出保险；必要时转手动",
         "check its supply, its local switch and output fuses; work by hand if needed"),
    ),
    "oxygen_over": Said(
        ("{place} 氧气阀关不住，溶氧 {value} mg/L", "{place}: oxygen {value}, valve stays open"),
        ("阀门卡在开位", "the valve is stuck open"),
        ("气体过饱和伤鱼；有隔离阀时已关断", "too much gas harms fish; its line is shut if it can"),
        ("手动关闭该池供氧支路，修阀", "shut the tank's oxygen line by hand and mend the valve"),
    ),
    "oxygen_short": Said(
        ("{place} 氧气阀打不开，溶氧 {value} mg/L", "{place}: oxygen {value}, valve stays shut"),
        ("阀门卡在关位", "the valve is stuck shut"),
        ("由应急增氧补足，停止投喂", "the emergency line makes up for it; feeding is off"),
        ("修阀或手动打开旁通", "mend the valve, or open its by-pass by hand"),
    ),
    "fan_weak": Said(
        ("{place} 号系统脱气风压 {value}，应为 {limit} mbar",
         "system {place}: degasser air {value}, at this speed {limit} mbar"),
        ("皮带打滑、进风堵塞或叶轮损坏", "slipping belt, blocked inlet or broken wheel"),
        ("二氧化碳升高", "carbon dioxide rises"),
        ("检查风机皮带和进风口", "check the fan's belt and inlet"),
    ),
    "ozone_unasked": Said(
        ("{place} 号系统臭氧发生器未受命而运行", "system {place}: ozone runs though nobody asked"),
        ("接触器粘连", "its contactor is welded"),
        ("臭氧过量会杀死鱼和滤池；已断开其电源", "it kills fish and filter; its breaker is opened"),
        ("确认已断电；修好接触器后合闸", "see that it is off; mend the contactor, then close it"),
    ),
}  # fmt: skip
"""By kind of alarm."""
