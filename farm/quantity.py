"""What can be measured or moved at a place on the farm: name, unit, words, range, kind.

A tag is `place.quantity`; this table is the whole right-hand side. It refuses to know which device
delivers a quantity or what the right value is.
"""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Kind of place a quantity belongs to."""

    TANK = "tank"
    SYSTEM = "system"
    FARM = "farm"
    LINE = "line"
    """A bus of the site file, by its id."""
    STATION = "station"
    """A device of the site file, by its id."""


class Kind(StrEnum):
    """What a tag of this quantity is."""

    MEASURED = "measured"
    OUTPUT = "output"
    COUNTER = "counter"
    DERIVED = "derived"
    HEALTH = "health"
    """How the controller, a line or a station is: said by the controller, by no device."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row of the table. `low`/`high`: what the process can be, outside is not believed."""

    key: str
    place: Place
    kind: Kind
    unit: str
    zh: str
    en: str
    low: float
    high: float
    decimals: int = 2
    life_support: bool = False

    @property
    def device_unit(self) -> str:
        """Unit a device must give it in; a number without one is no measured pH."""
        return "pH" if self.key == "ph" else self.unit

    @property
    def is_cleaned(self) -> bool:
        """Whether its instrument is taken out to be cleaned or calibrated by one person."""
        return self.key in CLEANED

    @property
    def is_bit(self) -> bool:
        """Whether it is 0 or 1 and nothing else."""
        return not self.device_unit and (self.low, self.high) == (0, 1)


CLEANED = frozenset(
    {
        *("do_a", "do_b", "saturation", "temperature", "ph", "ph_temperature", "orp", "tan"),
        *("conductivity", "turbidity", "co2_probe", "flow", "sump_level", "makeup_flow"),
        *("spring_oxygen", "oxygen_purity"),
    }
)
"""Instruments that stand in water or gas and are taken out for work. What a drive says of itself,
and contacts that trips go by (mains, float, phases), are not for one person to put aside."""

_T, _S, _F, _L, _N = Place.TANK, Place.SYSTEM, Place.FARM, Place.LINE, Place.STATION
_M, _O, _C, _D, _H = Kind.MEASURED, Kind.OUTPUT, Kind.COUNTER, Kind.DERIVED, Kind.HEALTH

_OF_A_TANK = (
    Quantity("do_a", _T, _M, "mg/L", "溶解氧 A", "Dissolved oxygen A", 0, 40, 2, True),
    Quantity("do_b", _T, _M, "mg/L", "溶解氧 B", "Dissolved oxygen B", 0, 40, 2, True),
    Quantity("oxygen", _T, _D, "mg/L", "溶解氧", "Dissolved oxygen", 0, 40, 2, True),
    Quantity(
        "reserve", _T, _D, "min", "断水断氧能撑", "Reserve without water and oxygen", 0, 1e6, 0
    ),
    Quantity("minutes_to_4", _T, _D, "min", "到 4 mg/L 还有", "Time to 4 mg/L", 0, 1e6, 0, True),
    Quantity("saturation", _T, _M, "%", "氧饱和度", "Oxygen saturation", 0, 500, 0),
    Quantity("temperature", _T, _M, "°C", "水温", "Water temperature", -2, 45, 1),
    Quantity("level_float", _T, _M, "", "水位浮球", "Level float", 0, 1, 0, True),
    Quantity("oxygen_valve", _T, _O, "%", "氧气阀", "Oxygen valve", 0, 100, 1, True),
    Quantity(
        "oxygen_valve_position", _T, _M, "%", "氧气阀开度", "Oxygen valve position", -5, 105, 1
    ),
    Quantity("oxygen_isolation", _T, _O, "", "供氧隔离阀", "Oxygen line shut", 0, 1, 0),
    Quantity("emergency_valve", _T, _O, "", "应急增氧", "Emergency oxygen", 0, 1, 0, True),
    Quantity("feeder", _T, _O, "", "投饵机", "Feeder", 0, 1, 0),
    Quantity("hopper", _T, _M, "kg", "料斗重量", "Hopper weight", 0, 500, 2),
    Quantity("tank_scale", _T, _M, "kg", "池边秤读数", "Tank-side scale", -2000, 20000, 3),
)

_OF_A_SYSTEM = (
    Quantity("flow", _S, _M, "m³/h", "流量", "Flow rate", -50, 3000, 0, True),
    Quantity("ph", _S, _M, "", "pH", "pH", 3, 11, 2),
    Quantity("ph_temperature", _S, _M, "°C", "pH 探头水温", "pH probe temperature", -2, 45, 1),
    Quantity("orp", _S, _M, "mV", "氧化还原电位", "Redox potential", -1000, 1500, 0),
    Quantity("tan", _S, _M, "mg/L", "总氨氮", "Total ammonia nitrogen", 0, 100, 2),
    Quantity("ozone", _S, _O, "", "臭氧发生器", "Ozone generator", 0, 1, 0),
    Quantity("ozone_running", _S, _M, "", "臭氧发生器运行反馈", "Ozone running", 0, 1, 0),
    Quantity("ozone_trip", _S, _O, "", "臭氧分励脱扣", "Ozone shunt trip", 0, 1, 0),
    Quantity("feeder_trip", _S, _O, "", "投饵分励脱扣", "Feeder shunt trip", 0, 1, 0),
    Quantity("conductivity", _S, _M, "µS/cm", "电导率", "Conductivity", 0, 60_000, 0),
    Quantity("turbidity", _S, _M, "NTU", "浊度", "Turbidity", 0, 4000, 1),
    Quantity("co2", _S, _D, "mg/L", "二氧化碳", "Carbon dioxide", 0, 200, 1),
    Quantity("co2_probe", _S, _M, "mg/L", "二氧化碳探头", "CO2 probe", 0, 200, 1),
    Quantity("pump_1_running", _S, _M, "", "循环泵 1 运行反馈", "Pump 1 running", 0, 1, 0),
    Quantity("pump_2_running", _S, _M, "", "循环泵 2 运行反馈", "Pump 2 running", 0, 1, 0),
    Quantity("sump_level", _S, _M, "m", "泵池水位", "Sump level", 0, 5, 2, True),
    Quantity("pump_1", _S, _O, "Hz", "循环泵 1", "Circulation pump 1", 0, 50, 1, True),
    Quantity("pump_1_speed", _S, _M, "Hz", "循环泵 1 频率", "Pump 1 frequency", 0, 60, 1, True),
    Quantity("pump_1_current", _S, _M, "A", "循环泵 1 电流", "Pump 1 current", 0, 200, 1, True),
    Quantity("pump_1_fault", _S, _M, "", "循环泵 1 故障码", "Pump 1 fault code", 0, 65535, 0),
    Quantity("pump_2", _S, _O, "Hz", "循环泵 2", "Circulation pump 2", 0, 50, 1, True),
    Quantity("pump_2_speed", _S, _M, "Hz", "循环泵 2 频率", "Pump 2 frequency", 0, 60, 1, True),
    Quantity("pump_2_current", _S, _M, "A", "循环泵 2 电流", "Pump 2 current", 0, 200, 1, True),
    Quantity("pump_2_fault", _S, _M, "", "循环泵 2 故障码", "Pump 2 fault code", 0, 65535, 0),
    Quantity("fan", _S, _O, "Hz", "脱气风机", "Degasser fan", 0, 50, 1, True),
    Quantity("fan_speed", _S, _M, "Hz", "脱气风机频率", "Fan frequency", 0, 60, 1),
    Quantity("fan_current", _S, _M, "A", "脱气风机电流", "Fan current", 0, 100, 1),
    Quantity("air_pressure", _S, _M, "mbar", "脱气风压", "Degasser air pressure", -5, 200, 1),
    Quantity("fan_housing", _S, _M, "°C", "风机壳温", "Fan housing temperature", -20, 200, 0),
    Quantity("drum", _S, _O, "", "微滤机", "Drum filter", 0, 1, 0),
    Quantity("drum_washing", _S, _M, "", "微滤机反冲洗", "Drum backwash", 0, 1, 0),
    Quantity("drum_difference", _S, _M, "m", "微滤机水位差", "Drum level difference", -0.1, 1, 3),
    Quantity("cone_valve", _S, _O, "%", "氧锥阀", "Oxygen cone valve", 0, 100, 1, True),
    Quantity("oxygen_pressure", _S, _M, "bar", "氧气压力", "Oxygen pressure", 0, 16, 2, True),
    Quantity("power", _S, _M, "kW", "用电功率", "Power", -10, 500, 1),
    Quantity("energy", _S, _C, "kWh", "用电量", "Energy", 0, 1e9, 1),
)

_OF_THE_FARM = (
    Quantity("mains_ok", _F, _M, "", "市电正常", "Mains present", 0, 1, 0, True),
    Quantity("mains_voltage", _F, _M, "V", "市电电压", "Mains voltage", 0, 500, 0),
    Quantity("genset_running", _F, _M, "", "发电机运行", "Genset running", 0, 1, 0, True),
    Quantity("genset_fault", _F, _M, "", "发电机故障", "Genset fault", 0, 1, 0, True),
    Quantity("genset_fuel", _F, _M, "%", "发电机油位", "Genset fuel", 0, 100, 0),
    Quantity("genset_battery", _F, _M, "V", "发电机启动电池", "Genset battery", 0, 60, 1),
    Quantity("ups_on_battery", _F, _M, "", "UPS 电池供电", "UPS on battery", 0, 1, 0),
    Quantity("ups_charge", _F, _M, "%", "UPS 电量", "UPS charge", 0, 100, 0),
    Quantity("ups_minutes", _F, _M, "min", "UPS 能撑", "UPS runtime", 0, 10_000, 0),
    Quantity("lox_level", _F, _M, "t", "液氧存量", "LOX stock", 0, 60, 2, True),
    Quantity("lox_pressure", _F, _M, "bar", "液氧罐压力", "LOX pressure", 0, 25, 1, True),
    Quantity("phase_ok", _F, _M, "", "相序正常", "Phases in order", 0, 1, 0, True),
    Quantity("gas_alarm", _F, _M, "", "气体报警", "Gas alarm", 0, 1, 0),
    Quantity("oxygen_purity", _F, _M, "%", "氧气纯度", "Oxygen purity", 0, 100, 1),
    Quantity("makeup_flow", _F, _M, "m³/h", "补水流量", "Make-up flow", -5, 200, 1),
    Quantity("makeup_total", _F, _C, "m³", "补水累计", "Make-up total", 0, 1e9, 1),
    Quantity("spring_oxygen", _F, _M, "mg/L", "泉水溶解氧", "Spring oxygen", 0, 40, 2),
    Quantity("power_main", _F, _M, "kW", "总用电功率", "Total power", -50, 3000, 1),
    Quantity("energy_main", _F, _C, "kWh", "总用电量", "Total energy", 0, 1e9, 1),
    Quantity("scale", _F, _M, "kg", "磅秤读数", "Scale reading", -2000, 20000, 3),
    Quantity("scale_stable", _F, _D, "", "磅秤稳定", "Scale stable", 0, 1, 0),
    Quantity("modem_signal", _F, _M, "dBm", "短信模块信号", "Modem signal", -140, 0, 0),
    Quantity("modem_registered", _F, _M, "", "短信模块入网", "Modem on the network", 0, 1, 0),
    Quantity("modem_sim", _F, _M, "", "短信卡就绪", "SIM ready", 0, 1, 0),
    Quantity("siren", _F, _O, "", "声光报警器", "Siren and strobe", 0, 1, 0, True),
    Quantity("heartbeat", _F, _O, "", "心跳继电器", "Heartbeat relay", 0, 1, 0, True),
)

_OF_A_LINE = (
    Quantity("round_time", _L, _H, "s", "一轮用时", "Round time", 0, 86_400, 2),
    Quantity("utilisation", _L, _H, "%", "占用率", "Utilisation", 0, 100, 0),
    Quantity("poll_jitter_p99", _L, _H, "ms", "轮询抖动 p99", "Poll jitter p99", 0, 1e7, 0),
    Quantity("polls_on_time", _L, _H, "%", "准时率", "Polls on time", 0, 100, 1),
    Quantity("no_reply_rate", _L, _H, "1/min", "没应答", "No reply", 0, 1e5, 1),
    Quantity("damaged_rate", _L, _H, "1/min", "校验错", "Damaged frames", 0, 1e5, 1),
    Quantity("wrong_frame_rate", _L, _H, "1/min", "错帧", "Wrong frames", 0, 1e5, 1),
    Quantity("exception_rate", _L, _H, "1/min", "设备拒答", "Exceptions", 0, 1e5, 1),
    Quantity("line_busy_rate", _L, _H, "1/min", "线上有杂音", "Line not quiet", 0, 1e5, 1),
    Quantity("reconnects", _L, _H, "", "重连次数", "Reconnects", 0, 1e9, 0),
    Quantity("wrong_rejected", _L, _H, "", "拒收错帧", "Frames rejected", 0, 1e12, 0),
)

_OF_A_STATION = (
    Quantity("reply_p50", _N, _H, "ms", "应答 p50", "Reply p50", 0, 1e5, 1),
    Quantity("reply_p99", _N, _H, "ms", "应答 p99", "Reply p99", 0, 1e5, 1),
    Quantity("reply_worst", _N, _H, "ms", "最慢应答", "Worst reply", 0, 1e5, 1),
    Quantity("reply_bound_share", _N, _H, "%", "最慢占上限", "Worst of bound", 0, 1e5, 0),
    Quantity("miss_rate", _N, _H, "1/min", "没答", "Misses", 0, 1e5, 1),
    Quantity("breaker", _N, _H, "", "熔断", "Breaker open", 0, 1, 0),
    Quantity("writes", _N, _H, "", "写入次数", "Writes", 0, 1e12, 0),
)

_OF_THE_CONTROLLER = (
    Quantity("controller_cpu", _F, _H, "%", "控制器占一核", "Controller's core", 0, 6400, 1),
    Quantity("loop_lag_p99", _F, _H, "ms", "控制周期迟到 p99", "Loop lag p99", 0, 1e7, 1),
    Quantity("controller_memory", _F, _H, "MB", "控制器占内存", "Controller's memory", 0, 1e6, 0),
    Quantity("clock_drift", _F, _H, "ms", "时钟偏差", "Clock drift", -1e12, 1e12, 0),
)

QUANTITIES: dict[str, Quantity] = {
    row.key: row
    for row in (
        *_OF_A_TANK, *_OF_A_SYSTEM, *_OF_THE_FARM,
        *_OF_A_LINE, *_OF_A_STATION, *_OF_THE_CONTROLLER,
    )
}  # fmt: skip
"""Every quantity by its key."""
