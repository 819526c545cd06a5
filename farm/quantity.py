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


class Kind(StrEnum):
    """What a tag of this quantity is."""

    MEASURED = "measured"
    OUTPUT = "output"
    COUNTER = "counter"
    DERIVED = "derived"


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


def _rows() -> tuple[Quantity, ...]:
    t, s, f = Place.TANK, Place.SYSTEM, Place.FARM
    m, o, c, d = Kind.MEASURED, Kind.OUTPUT, Kind.COUNTER, Kind.DERIVED
    return (
        Quantity("do_a", t, m, "mg/L", "溶解氧 A", "Dissolved oxygen A", 0, 40, 2, True),
        Quantity("do_b", t, m, "mg/L", "溶解氧 B", "Dissolved oxygen B", 0, 40, 2, True),
        Quantity("oxygen", t, d, "mg/L", "溶解氧", "Dissolved oxygen", 0, 40, 2, True),
        Quantity("minutes_to_4", t, d, "min", "到 4 mg/L 还有", "Time to 4 mg/L", 0, 1e6, 0, True),
        Quantity("temperature", t, m, "°C", "水温", "Water temperature", 0, 45, 1),
        Quantity("level_float", t, m, "", "水位浮球", "Level float", 0, 1, 0, True),
        Quantity("oxygen_valve", t, o, "%", "氧气阀", "Oxygen valve", 0, 100, 1, True),
        Quantity(
            "oxygen_valve_position", t, m, "%", "氧气阀开度", "Oxygen valve position", -5, 105, 1
        ),
        Quantity("emergency_valve", t, o, "", "应急增氧", "Emergency oxygen", 0, 1, 0, True),
        Quantity("feeder", t, o, "", "投饵机", "Feeder", 0, 1, 0),
        Quantity("hopper", t, m, "kg", "料斗重量", "Hopper weight", 0, 500, 2),
        Quantity("flow", s, m, "m³/h", "流量", "Flow rate", 0, 3000, 0, True),
        Quantity("ph", s, m, "", "pH", "pH", 3, 11, 2),
        Quantity("ph_temperature", s, m, "°C", "pH 探头水温", "pH probe temperature", 0, 45, 1),
        Quantity("co2", s, d, "mg/L", "二氧化碳", "Carbon dioxide", 0, 200, 1),
        Quantity("sump_level", s, m, "m", "泵池水位", "Sump level", 0, 5, 2, True),
        Quantity("pump_1", s, o, "Hz", "循环泵 1", "Circulation pump 1", 0, 50, 1, True),
        Quantity("pump_1_speed", s, m, "Hz", "循环泵 1 频率", "Pump 1 frequency", 0, 60, 1, True),
        Quantity("pump_1_current", s, m, "A", "循环泵 1 电流", "Pump 1 current", 0, 200, 1, True),
        Quantity("pump_1_fault", s, m, "", "循环泵 1 故障码", "Pump 1 fault code", 0, 65535, 0),
        Quantity("pump_2", s, o, "Hz", "循环泵 2", "Circulation pump 2", 0, 50, 1, True),
        Quantity("pump_2_speed", s, m, "Hz", "循环泵 2 频率", "Pump 2 frequency", 0, 60, 1, True),
        Quantity("pump_2_current", s, m, "A", "循环泵 2 电流", "Pump 2 current", 0, 200, 1, True),
        Quantity("pump_2_fault", s, m, "", "循环泵 2 故障码", "Pump 2 fault code", 0, 65535, 0),
        Quantity("fan", s, o, "Hz", "脱气风机", "Degasser fan", 0, 50, 1),
        Quantity("fan_speed", s, m, "Hz", "脱气风机频率", "Fan frequency", 0, 60, 1),
        Quantity("fan_current", s, m, "A", "脱气风机电流", "Fan current", 0, 100, 1),
        Quantity("drum", s, o, "", "微滤机", "Drum filter", 0, 1, 0),
        Quantity("drum_washing", s, m, "", "微滤机反冲洗", "Drum backwash", 0, 1, 0),
        Quantity("cone_valve", s, o, "%", "氧锥阀", "Oxygen cone valve", 0, 100, 1, True),
        Quantity("oxygen_pressure", s, m, "bar", "氧气压力", "Oxygen pressure", 0, 16, 2, True),
        Quantity("power", s, m, "kW", "用电功率", "Power", -10, 500, 1),
        Quantity("energy", s, c, "kWh", "用电量", "Energy", 0, 1e9, 1),
        Quantity("mains_ok", f, m, "", "市电正常", "Mains present", 0, 1, 0, True),
        Quantity("genset_running", f, m, "", "发电机运行", "Genset running", 0, 1, 0, True),
        Quantity("genset_fault", f, m, "", "发电机故障", "Genset fault", 0, 1, 0, True),
        Quantity("genset_fuel", f, m, "%", "发电机油位", "Genset fuel", 0, 100, 0),
        Quantity("ups_on_battery", f, m, "", "UPS 电池供电", "UPS on battery", 0, 1, 0),
        Quantity("ups_charge", f, m, "%", "UPS 电量", "UPS charge", 0, 100, 0),
        Quantity("lox_level", f, m, "t", "液氧存量", "LOX stock", 0, 60, 2, True),
        Quantity("lox_pressure", f, m, "bar", "液氧罐压力", "LOX pressure", 0, 25, 1, True),
        Quantity("makeup_flow", f, m, "m³/h", "补水流量", "Make-up flow", 0, 200, 1),
        Quantity("makeup_total", f, c, "m³", "补水累计", "Make-up total", 0, 1e9, 1),
        Quantity("spring_oxygen", f, m, "mg/L", "泉水溶解氧", "Spring oxygen", 0, 40, 2),
        Quantity("power_main", f, m, "kW", "总用电功率", "Total power", -50, 3000, 1),
        Quantity("energy_main", f, c, "kWh", "总用电量", "Total energy", 0, 1e9, 1),
        Quantity("scale", f, m, "kg", "磅秤读数", "Scale reading", -2000, 20000, 3),
        Quantity("scale_stable", f, d, "", "磅秤稳定", "Scale stable", 0, 1, 0),
        Quantity("siren", f, o, "", "声光报警器", "Siren and strobe", 0, 1, 0, True),
        Quantity("heartbeat", f, o, "", "心跳继电器", "Heartbeat relay", 0, 1, 0, True),
    )


QUANTITIES: dict[str, Quantity] = {row.key: row for row in _rows()}
"""Every quantity by its key."""
