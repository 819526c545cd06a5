"""One farm as data: schema `ras-site/1`, a typed tree of systems, tanks, buses, devices, rules.

It refuses to know what a device profile says (farm.site_check compares the two) and to read files.
"""

from typing import Annotated, Literal

from pydantic import Field

from farm.alarm import Priority
from farm.people import Clock24, Messages, Page, Person
from farm.words import Noun, Words

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
TagText = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*\.[a-z][a-z0-9_]*$")]


class Water(Noun):
    """Water of the farm, from laboratory or village records; `verified` false until signed."""

    alkalinity_mg_l: float = Field(ge=0, le=500)
    conductivity_us_cm: float = Field(400, ge=0, le=5000)
    spring_temperature_c: float = Field(17, ge=0, le=40)
    spring_oxygen_mg_l: float = Field(8.0, ge=0, le=20)
    verified: bool = False


class Tank(Noun):
    """One round tank. `stage` is what it is meant to hold."""

    id: Id
    volume_m3: float = Field(gt=0, le=2000)
    stage: Literal["nursery", "pregrow", "growout", "holding", "empty"] = "growout"


class Plant(Noun):
    """What the machines of one system can do; the base of feed-forward and of the simulator.

    `pump_*`: one pump at 50 Hz. `valve_g_h`: oxygen a trim valve passes at 100 %.
    `fan_pressure_mbar`: before the degasser with the fan at 50 Hz.
    `emergency_g_h`: oxygen the emergency valve passes. `*_transfer`: share that dissolves.
    """

    design_flow_m3_h: float = Field(gt=0)
    static_head_m: float = Field(gt=0)
    friction_head_m: float = Field(gt=0)
    pump_shutoff_head_m: float = Field(gt=0)
    pump_power_kw: float = Field(gt=0)
    sump_volume_m3: float = Field(gt=0)
    sump_depth_m: float = Field(gt=0)
    biofilter_area_m2: float = Field(gt=0)
    degasser_gas_to_liquid: float = Field(gt=0)
    cone_g_h: float = Field(gt=0)
    cone_transfer: float = Field(0.85, gt=0, le=1)
    valve_g_h: float = Field(gt=0)
    valve_transfer: float = Field(0.35, gt=0, le=1)
    emergency_g_h: float = Field(gt=0)
    feeder_g_s: float = Field(gt=0)
    makeup_m3_d: float = Field(ge=0)
    fan_pressure_mbar: float | None = Field(None, gt=0)
    temperature_c: float = Field(26, gt=0, lt=40)
    constructed: bool = True


class System(Noun):
    """One independent recirculation loop."""

    id: Id
    name: Words
    tanks: tuple[Tank, ...] = Field(min_length=1, max_length=200)
    plant: Plant | None = None


class Bus(Noun):
    """One wire. `wire`: a serial device path or `host:port`, both replaceable by an overlay.

    `*-over-tcp` is a serial server in transparent mode; baud and characters are those of its
    serial side, for the silence between frames belongs to that line.
    """

    id: Id
    kind: Literal["rtu", "tcp", "rtu-over-tcp", "modbus-ascii", "ascii", "ascii-over-tcp"]
    wire: str = Field(min_length=1, max_length=200)
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    data_bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Literal[1, 2] = 1


class Dose(Noun):
    """What one relay feeder throws, and the most it may. Grams are those weighed at calibration.

    `cap_kg_h`, `cap_kg_d`: feed beyond this within an hour, a civil day, is refused to everybody.
    `witness`: tag of the hopper's weight, which must fall as the feed falls.
    """

    g_s: float = Field(gt=0, le=5000)
    calibrated_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    calibrated_by: str = ""
    cap_kg_h: float = Field(gt=0, le=5000)
    cap_kg_d: float = Field(gt=0, le=20000)
    witness: TagText | None = None


class Mapping(Noun):
    """A point of a device as a tag.

    `span`: engineering values at 4 and 20 mA; the point is then a current in mA, NE43 holds.
    `invert`: 0 and 1 change places (normally-open contacts). `signal`: profile of what hangs on
    an I/O channel, which settles the sense of a contact and the limits of a current; `per_pulse`:
    amount of one counted pulse (m³, kWh); `dose`: of a feeder's relay. `period_s`: asked at this
    pace instead of the device's.
    """

    tag: TagText
    span: tuple[float, float] | None = None
    invert: bool = False
    signal: str | None = None
    per_pulse: float | None = Field(None, gt=0)
    dose: Dose | None = None
    period_s: float | None = Field(None, ge=0.05, le=3600)


class Device(Noun):
    """One device on a bus. `points` are read, `outputs` are written; both name tags.

    `settings`: what its commissioning registers must say here, by the profile's keys and units.
    """

    id: Id
    profile: str
    bus: Id
    unit: int = Field(1, ge=0, le=255)
    period_s: float = Field(1.0, ge=0.05, le=3600)
    points: dict[str, TagText | Mapping] = Field(default_factory=dict)
    outputs: dict[str, TagText | Mapping] = Field(default_factory=dict)
    settings: dict[str, float] = Field(default_factory=dict)
    enabled: bool = True


class OutputRule(Noun):
    """How outputs of one quantity behave, whoever asks.

    `safe`: value when nobody is in command. `fall_per_s`/`rise_per_s`: fastest change per second,
    None = at once. `on_stop`: what an orderly stop does. `restart`: adopt the output found, or go
    to `safe` first. `signed_by`: who answers for the fish; empty shows as unverified.
    """

    quantity: str
    low: float
    high: float
    safe: float
    fall_per_s: float | None = None
    rise_per_s: float | None = None
    on_stop: Literal["leave", "safe"] = "leave"
    restart: Literal["adopt", "safe"] = "adopt"
    tolerance: float = Field(0.0, ge=0)
    within_s: float = Field(2.0, gt=0)
    signed_by: str = ""


class Limit(Noun):
    """An alarm limit on a quantity. `delay_s`: how long it must last; `back`: hysteresis.

    `stops_feed`: while it stands, its tank (its system, the farm) is not fed. `ahead_minutes`: it
    also stands for a value that will have passed it after so many minutes at its present pace, for
    what moves over hours.
    """

    quantity: str
    side: Literal["low", "high"]
    at: float
    back: float = Field(ge=0)
    delay_s: float = Field(ge=0, le=3600)
    priority: Priority
    basis: str
    stops_feed: bool = False
    ahead_minutes: float = Field(0, ge=0, le=240)


class OxygenControl(Noun):
    """Oxygen law per tank: PI on the trim valve with feed-forward (ras-science 6)."""

    target_mg_l: float = Field(8.0, ge=5, le=14)
    dead_time_s: float = Field(60, gt=0)
    closed_loop_s: float = Field(240, gt=0)
    blind_percent: float = Field(60, ge=0, le=100)
    floor_percent: float = Field(2, ge=0, le=100)
    cone_trim_percent: float = Field(35, ge=0, le=100)
    emergency_open_mg_l: float = Field(4.0, ge=2, le=7)
    emergency_close_mg_l: float = Field(7.0, ge=4, le=14)


class CirculationControl(Noun):
    """Circulation law per system: duty pump speed on flow, standby on loss."""

    target_m3_h: float = Field(gt=0)
    life_flow_hz: float = Field(30, gt=0, le=50)
    changeover_s: float = Field(15, gt=0, le=60)


class FeedingControl(Noun):
    """Meals in the site's civil time; the gate stops feeding when water is not fit."""

    meals: tuple[Clock24, ...] = ("08:00", "12:30", "17:00")
    meal_minutes: float = Field(60, gt=0, le=240)
    stop_below_oxygen_mg_l: float = 5.5
    stop_above_nh3_n_mg_l: float = 0.05
    resume_margin_mg_l: float = 0.7


class WaterControl(Noun):
    """How fast water may change before somebody is called.

    Meals alone let pH fall by up to 0.18 an hour (reference plant, two days, full and half load):
    `ph_fall_per_h` stands well above that. At equal carbon dioxide, where a probe tells it, only
    alkalinity moves pH, and the failure catalogue's figure holds.
    """

    ph_fall_per_h: float = Field(0.3, gt=0, le=5)
    ph_fall_at_equal_co2_per_h: float = Field(0.1, gt=0, le=5)
    temperature_c_per_h: float = Field(1.0, gt=0, le=10)


class Control(Noun):
    """Targets and tuning of the laws."""

    oxygen: OxygenControl = OxygenControl()
    circulation: CirculationControl | None = None
    feeding: FeedingControl = FeedingControl()
    water: WaterControl = WaterControl()


class Rule(Noun):
    """A rule of distribution in force, as dated data: shown unverified until a person signs it."""

    id: str
    value: int | str
    unit: str = ""
    effective_from: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str
    verified: bool = False
    signed_by: str = ""


class Plan(Noun):
    """What the year is steered toward."""

    yearly_kg: float = Field(320_000, gt=0)
    species: Words = Words(zh="加州鲈", en="Largemouth bass")
    income_target_fen: int = 500_000_000


class Site(Noun):
    """The whole farm."""

    schema_: Annotated[Literal["ras-site/1"], Field(alias="schema")]
    id: Id
    name: Words
    note: Words | None = None
    timezone: str = "Asia/Shanghai"
    altitude_m: float = Field(0, ge=-100, le=5000)
    water: Water
    systems: tuple[System, ...] = Field(min_length=1, max_length=16)
    buses: tuple[Bus, ...] = Field(min_length=1, max_length=128)
    devices: tuple[Device, ...] = Field(min_length=1, max_length=2000)
    outputs: tuple[OutputRule, ...] = ()
    limits: tuple[Limit, ...] = ()
    control: Control = Control()
    people: tuple[Person, ...] = ()
    messages: Messages = Messages()
    page: Page = Page()
    plan: Plan = Plan()
    rules: tuple[Rule, ...] = ()

    def tanks(self) -> list[Tank]:
        """Every tank, in the order of the file."""
        return [tank for system in self.systems for tank in system.tanks]

    def system_of(self, tank_id: str) -> System:
        """System a tank belongs to; KeyError for an unknown tank."""
        for system in self.systems:
            if any(tank.id == tank_id for tank in system.tanks):
                return system
        raise KeyError(tank_id)


def mapping(entry: str | Mapping) -> Mapping:
    """A device's point entry in its long form."""
    return entry if isinstance(entry, Mapping) else Mapping(tag=entry)
