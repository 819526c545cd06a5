"""Whether the simulated physics can hold a site at all: said before it runs, everything at once.

Zero volumes and flows the schema refuses already (farm.site); this is about what no field shows
alone. It refuses to judge whether the fish will be well: that is what running it shows.
"""

from collections.abc import Iterator

from farm.document import Document
from farm.problem import Misconfigured
from farm.site import Device, Plant, Site, System, mapping
from farm.words import Words
from hil_sim.contacts import DRIVE_OF
from hil_sim.device_tables import DRIVES, known
from hil_sim.plant.circulation import LEVEL_PART, VORTEX_LEVEL_M

SUMP_LEAST_S = 20.0
"""A sump that the design flow empties sooner is no sump: half of a standby's start (engineering
memory; real ones hold 2 to 10 min)."""
TURNOVER_LEAST_S = 120.0
"""Tanks whose water is exchanged faster are pipes (engineering memory; real ones 15 to 60 min)."""

Path = tuple[str | int, ...]
Wrong = tuple[Path, Words, Words]


def held(file: str, text: str, site: Site) -> Site:
    """The site; Misconfigured with every reason why the plant cannot hold it, with its line."""
    document = Document(file, text)
    problems = [document.problem(*wrong) for wrong in unholdable(site)]
    if problems:
        raise Misconfigured(problems)
    return site


def unholdable(site: Site) -> Iterator[Wrong]:
    """Every place of a checked site that the plant cannot hold."""
    for index, system in enumerate(site.systems):
        if system.plant is not None:
            yield from _system(("systems", index, "plant"), system, system.plant)
    for index, device in enumerate(site.devices):
        if device.enabled:
            yield from _device(("devices", index), device)


def _system(path: Path, system: System, plant: Plant) -> Iterator[Wrong]:
    yield from _pump(path, plant)
    flow_m3_s = plant.design_flow_m3_h / 3600.0
    sump_s = LEVEL_PART * plant.sump_volume_m3 / flow_m3_s
    if sump_s < SUMP_LEAST_S:
        yield (
            (*path, "sump_volume_m3"),
            Words(
                zh=f"泵池只够设计流量抽 {sump_s:.3g} 秒",
                en=f"the design flow empties this sump in {sump_s:.3g} s",
            ),
            Words(
                zh=f"至少 {SUMP_LEAST_S * flow_m3_s / LEVEL_PART:.3g} m³，或减小设计流量",
                en=f"at least {SUMP_LEAST_S * flow_m3_s / LEVEL_PART:.3g} m³, or less flow",
            ),
        )
    turnover_s = sum(tank.volume_m3 for tank in system.tanks) / flow_m3_s
    if turnover_s < TURNOVER_LEAST_S:
        yield (
            (*path, "design_flow_m3_h"),
            Words(
                zh=f"全部池水 {turnover_s:.3g} 秒就换一遍",
                en=f"it exchanges all tank water in {turnover_s:.3g} s",
            ),
            Words(zh="核对池体积和设计流量", en="check tank volumes and design flow"),
        )
    if plant.makeup_m3_d / 24.0 > plant.design_flow_m3_h:
        yield (
            (*path, "makeup_m3_d"),
            Words(zh="补水比循环水还多", en="more make-up than water in circulation"),
            Words(zh="单位是 m³ 每天", en="the unit is m³ a day"),
        )


def _pump(path: Path, plant: Plant) -> Iterator[Wrong]:
    """A path for its water: head left at the design flow, and water above its mouth."""
    needed_m = plant.static_head_m + plant.friction_head_m
    if plant.pump_shutoff_head_m <= needed_m:
        yield (
            (*path, "pump_shutoff_head_m"),
            Words(
                zh=f"水泵没有出路：扬程不够提升和管阻的 {needed_m:g} m",
                en=f"a pump without a path: lift and pipes take {needed_m:g} m at design flow",
            ),
            Words(
                zh=f"关死扬程要大于 {needed_m:g} m，或改小提升高度、管阻",
                en=f"a shut-off head above {needed_m:g} m, or less lift or friction",
            ),
        )
    if LEVEL_PART * plant.sump_depth_m <= VORTEX_LEVEL_M:
        least_m = VORTEX_LEVEL_M / LEVEL_PART
        yield (
            (*path, "sump_depth_m"),
            Words(
                zh="浮球保持的水位下水泵会吸入空气",
                en="at the level its float keeps the pumps draw air",
            ),
            Words(zh=f"深于 {least_m:.2f} m", en=f"deeper than {least_m:.2f} m"),
        )


def _device(path: Path, device: Device) -> Iterator[Wrong]:
    if device.profile not in known():
        yield (
            (*path, "profile"),
            Words(zh=f"模拟器不会扮演 {device.profile}", en=f"nothing here acts {device.profile}"),
            Words(
                zh="换一个型号，或把它设为 enabled: false",
                en="use another model, or switch it off: enabled: false",
            ),
        )
    elif device.profile in DRIVES and not _turns_something(device):
        yield (
            path,
            Words(zh="变频器没有接泵或风机", en="a drive that turns neither pump nor fan"),
            Words(
                zh=f"给它一个测点或输出：{'、'.join(DRIVE_OF)}",
                en=f"give it a point or an output of {', '.join(DRIVE_OF)}",
            ),
        )


def _turns_something(device: Device) -> bool:
    quantities = [
        mapping(entry).tag.partition(".")[2]
        for entry in [*device.points.values(), *device.outputs.values()]
    ]
    return any(quantity.startswith(tuple(DRIVE_OF)) for quantity in quantities)
