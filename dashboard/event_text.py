"""An event of the journal as one sentence, as a person would say it.

It refuses to know where it is shown.
"""

from datetime import tzinfo

from farm.fact import FactKind
from farm.words import Words
from records.journal.causes import CAUSE_WORDS
from records.journal.events import (
    Calibration,
    CountAdjust,
    Death,
    FactTaken,
    Feed,
    Harvest,
    InputReceive,
    Move,
    ProductionEvent,
    Reversal,
    Sale,
    StockIn,
    StockTake,
    Weigh,
)

_FACTS: dict[FactKind, tuple[str, str, str, int]] = {
    FactKind.FEED_DOSED_G: ("投饵机投喂", "fed by feeder", "kg", 1000),
    FactKind.ENERGY_USED_WH: ("用电", "energy used", "kWh", 1000),
    FactKind.OXYGEN_USED_G: ("用氧", "oxygen used", "kg", 1000),
    FactKind.WATER_USED_L: ("用水", "water used", "m³", 1000),
    FactKind.WEIGHT_STABLE_G: ("磅秤稳定读数", "stable weight", "kg", 1000),
}


_CALIBRATED = {
    "ADJUSTED": ("标定", "calibrated"),
    "CHECKED": ("核对", "checked against a reference"),
    "FAILED": ("标定没有成功，原标定保留", "calibration failed, the old one stands"),
}


def kg(mass_g: int) -> str:
    """Mass for a sentence: kilograms with as many decimals as it needs."""
    return f"{mass_g / 1000:g} kg"


def event_text(event: ProductionEvent) -> Words:
    """What happened, in both languages."""
    zh, en = _said(event)
    return Words(zh=zh, en=en)


def _said(event: ProductionEvent) -> tuple[str, str]:
    match event:
        case Sale(batch=batch, mass_g=mass_g, price_fen_per_kg=price):
            yuan = f"{price / 100:.2f}"
            return (
                f"批次 {batch} 销售 {kg(mass_g)}，每 kg {yuan} 元，{event.customer}",
                f"batch {batch}: sold {kg(mass_g)} at {yuan} yuan/kg to {event.customer}",
            )
        case Reversal():
            return f"冲销：{event.reason}", f"taken back: {event.reason}"
        case FactTaken(fact=fact, place=place, amount=amount):
            zh, en, unit, divisor = _FACTS[fact]
            figure = f"{amount / divisor:g} {unit}"
            return f"{place} {zh} {figure}", f"{place}: {en}, {figure}"
        case Calibration(device=device, result=result, quantity=quantity):
            zh, en = _CALIBRATED[result]
            return f"{device} {zh}（{quantity}）", f"{device}: {en} ({quantity})"
        case InputReceive(item=item, supplier=supplier, mass_g=mass_g):
            figure = f" {kg(mass_g)}" if mass_g is not None else ""
            return f"{supplier} 来货 {item}{figure}", f"{item}{figure} came in from {supplier}"
        case StockTake(item=item, counted_g=counted_g, reason=reason):
            return (
                f"盘点 {item} {kg(counted_g)}：{reason}",
                f"stock-take of {item}: {kg(counted_g)}: {reason}",
            )
        case _:
            return _of_fish(event)


def _of_fish(
    event: StockIn | Feed | Death | Weigh | Move | Harvest | CountAdjust,
) -> tuple[str, str]:
    match event:
        case StockIn(tank=tank, count_heads=n, mass_g=mass_g, batch=batch):
            return (
                f"{tank} 池放苗 {n} 尾，{kg(mass_g)}，批次 {batch}",
                f"tank {tank}: stocked {n} fish, {kg(mass_g)}, batch {batch}",
            )
        case Feed(tank=tank, mass_g=mass_g):
            return f"{tank} 池投喂 {kg(mass_g)}", f"tank {tank}: fed {kg(mass_g)}"
        case Death(tank=tank, count_heads=n, cause=cause):
            words = CAUSE_WORDS[cause]
            return f"{tank} 池死 {n} 尾，{words.zh}", f"tank {tank}: {n} dead, {words.en}"
        case Weigh(tank=tank, sample_heads=n, sample_mass_g=mass_g):
            mean = f"{mass_g / n:.0f} g"
            return (
                f"{tank} 池打样 {n} 尾，均重 {mean}",
                f"tank {tank}: sample of {n}, mean weight {mean}",
            )
        case Move(from_tank=source, to_tank=target, count_heads=n):
            return (
                f"{source} 池转 {n} 尾到 {target} 池",
                f"{n} fish moved from tank {source} to {target}",
            )
        case Harvest(tank=tank, count_heads=n, mass_g=mass_g):
            return (
                f"{tank} 池出鱼 {n} 尾，{kg(mass_g)}",
                f"tank {tank}: harvested {n} fish, {kg(mass_g)}",
            )
        case CountAdjust(tank=tank, delta_heads=delta, reason=reason):
            return (
                f"{tank} 池盘点 {delta:+d} 尾：{reason}",
                f"tank {tank}: count {delta:+d} fish: {reason}",
            )


def preview_text(event: ProductionEvent, zone: tzinfo, by: str) -> Words:
    """The sentence shown before saving."""
    at = f"{event.happened_at.astimezone(zone):%m-%d %H:%M}"
    words = event_text(event)
    return Words(
        zh=f"将记下：{at}，{words.zh}。记录人：{by}。",
        en=f"To be saved: {at}, {words.en}. By: {by}.",
    )
