"""What every kind of alarm says: the fact, its cause, what follows, what to do.

It refuses to know when an alarm stands. Numbers in the texts come from the condition.
"""

from collections.abc import Mapping
from dataclasses import replace

from controller.alarms import Condition, Life
from controller.calls.words import CALL_SAID, WHY_WORDS
from controller.limit_words import limit_words
from controller.machine_words import MACHINE_SAID
from controller.probe_words import DOUBT_WORDS, PROBE_SAID
from controller.said import Said
from controller.trips import CAUSES
from controller.water_words import WATER_SAID
from controller.wire_words import OF_A_LINE, WIRE_SAID
from farm.alarm import Alarm
from farm.names import WHOLE_FARM, Names
from farm.words import Words

SAID: dict[str, Said] = {
    "blind": Said(
        ("{place} 看不到溶氧", "{place}: no oxygen reading"),
        ("两支探头都没有可信读数", "no probe gives a reading that can be believed"),
        ("缺氧时系统不会知道；已按基础供氧", "low oxygen would not be noticed; base oxygen runs"),
        ("立即用手持仪测溶氧，检查探头和线缆", "measure by hand now; check probes and cable"),
    ),
    "probe_bad": Said(
        ("{place} 一支溶氧探头失效", "{place}: one oxygen probe is bad"),
        ("探头、线缆或站号故障", "probe, cable or station fault"),
        ("另一支若再坏，此池将失去溶氧控制", "if the other fails too the tank is blind"),
        ("清洗或更换探头", "clean or replace the probe"),
    ),
    "probe_disagreement": Said(
        (
            "{place} 两支溶氧探头相差 {value} mg/L",
            "{place}: the two oxygen probes differ by {value} mg/L",
        ),
        ("一支探头漂移或结垢", "one probe drifts or is fouled"),
        ("按较低的一支控制，可能多用氧气", "the lower one is used; oxygen may be wasted"),
        ("用手持仪核对，校准偏差的一支", "compare by hand and calibrate the one that is off"),
    ),
    "emergency_open": Said(
        ("{place} 应急增氧已打开", "{place}: emergency oxygen is open"),
        ("{note}", "{note}"),
        ("此池停止投喂；氧气消耗很大", "feeding is off; much oxygen is used"),
        ("到池边查看，溶氧恢复后在此复位", "go to the tank; reset here when oxygen is back"),
    ),
    "emergency_long": Said(
        ("{place} 应急增氧已超过 15 分钟", "{place}: emergency oxygen for more than 15 minutes"),
        ("原因尚未排除，没有人复位", "its cause still stands, or nobody has reset it"),
        ("二氧化碳在积累，溶氧高也会伤鱼", "carbon dioxide builds up and harms, oxygen or not"),
        ("恢复水流；打开曝气和脱气；测 pH", "bring the flow back; aerate and degas; measure pH"),
    ),
    "feed_stopped": Said(
        ("{place} 餐时停止投喂", "{place}: feeding held back during a meal"),
        ("溶氧低于投喂下限，或看不到溶氧", "oxygen below the feeding limit, or not seen"),
        ("今天少喂，生长变慢", "fed less today: slower growth"),
        ("查明溶氧低的原因；是否补喂由人决定", "find out why; a person decides on extra feed"),
    ),
    "valve_stuck": Said(
        ("{place} 氧气阀不跟随：{value} %，应为 {limit} %",
         "{place}: oxygen valve at {value} %, sent to {limit} %"),
        ("阀门卡住、气源或执行器故障", "valve stuck, actuator or supply fault"),
        ("溶氧不受控", "oxygen is not controlled"),
        ("检查阀门，必要时手动开应急增氧", "check the valve; open emergency oxygen if needed"),
    ),
    "feeder_jammed": Said(
        ("{place} 投饵机卡料或空了", "{place}: feeder jammed or empty"),
        ("料斗重量不随投喂下降", "the hopper does not get lighter as it feeds"),
        ("鱼没有吃到料；半小时后自动再试", "fish go without; it is tried again in half an hour"),
        ("查看料斗和出料口；是否补喂由人决定", "see hopper and outlet; a person decides on feed"),
    ),
    "feeder_runs_away": Said(
        ("{place} 投饵机失控", "{place}: the feeder runs away"),
        ("继电器断开而料斗仍在变轻（触点粘连）", "the hopper empties, relay off (welded?)"),
        ("投喂过量，水质和溶氧会坏", "too much feed: water and oxygen go bad"),
        ("立即断开投饵机电源", "switch the feeder off at its isolator now"),
    ),
    "flow_lost": Said(
        ("{place} 号系统水流中断", "system {place}: no water flow"),
        ("水泵停转、吸空或停电", "pumps stopped, dry, or power lost"),
        ("鱼池约半小时内缺氧", "tanks run short of oxygen within about half an hour"),
        ("立即起动备用泵，检查泵池水位和电源", "start the standby pump; check sump and power"),
    ),
    "flow_low": Said(
        ("{place} 号系统流量偏低：{value}，目标 {limit} m³/h",
         "system {place}: flow {value}, target {limit} m³/h"),
        ("泵磨损、滤网堵塞或阀门未全开", "worn pump, clogged screen or a valve half shut"),
        ("溶氧和二氧化碳变差", "oxygen and carbon dioxide get worse"),
        ("检查微滤机、泵和阀门", "check drum filter, pump and valves"),
    ),
    "flow_meter": Said(
        ("{place} 号系统流量计读数近零，但水泵在转",
         "system {place}: meter shows no flow though a pump turns"),
        ("流量计积气、松动或卡住", "air in the meter, loose or jammed"),
        ("流量不可信，转速保持不变", "flow is not believed; pump speed is kept"),
        ("检查流量计探头和耦合剂", "check the meter's transducers"),
    ),
    "pump_1_fault": Said(
        ("{place} 号系统循环泵 1 变频器故障，代码 {value}",
         "system {place}: drive of pump 1 tripped, code {value}"),
        ("过流、过载或电源问题", "overcurrent, overload or supply"),
        ("备用泵接替；再坏一台就没有水流", "standby takes over; one more failure stops the flow"),
        ("按故障代码处理，复位变频器", "follow the code's remedy and reset the drive"),
    ),
    "standby_runs": Said(
        ("{place} 号系统由备用泵运行", "system {place}: running on the standby pump"),
        ("值班泵失效后已切换", "the duty pump failed and was changed over"),
        ("没有备用", "there is no spare"),
        ("修好值班泵", "repair the duty pump"),
    ),
    "line_silent": Said(
        ("{where} 一条总线全部无应答", "{where}: nothing answers on one line"),
        ("总线 {place}：线缆断开、适配器拔出或短路",
         "line {place}: cable cut, adapter pulled or a short"),
        ("该线上的测点和输出都看不到", "its tags and outputs are not seen"),
        ("检查适配器、接线和终端电阻", "check adapter, wiring and termination"),
    ),
    "station_silent": Said(
        ("{name} 无应答", "{name}: no answer"),
        ("设备 {place} 断电、断线或站号不对",
         "device {place}: no power, broken wire or wrong station number"),
        ("它的测点无效", "its tags are bad"),
        ("检查电源、接线和站号", "check power, wiring and station number"),
    ),
    "life_support": Said(
        ("生命保障模式", "LIFE SUPPORT mode"),
        ("控制程序短时间内多次出错", "the controller failed several times in a short time"),
        ("停止投喂；水泵和基础供氧运行，不做精细控制",
         "feeding is off; pumps and base oxygen on, no fine control"),
        ("派人到场，查明原因后在此退出", "send a person; leave the mode here once it is clear why"),
    ),
    "law_raised": Said(
        ("控制律 {place} 出错，已停用", "control law {place} failed and is off"),
        ("{note}", "{note}"),
        ("它的输出已置安全值", "its outputs stand at their safe values"),
        ("人工看护，并报告此程序错误", "watch by hand and report this fault of the program"),
    ),
    "disk_failing": Said(
        ("磁盘写入失败", "records cannot be saved"),
        ("{note}", "{note}"),
        ("控制照常；历史、报警记录和产量数据没有保存",
         "control goes on; history, alarms and quantities are not kept"),
        ("清理或更换磁盘", "free or replace the disk"),
    ),
    "tick_late": Said(
        ("控制周期迟到 {value} s", "the control tick was {value} s late"),
        ("计算机过载", "the computer is overloaded"),
        ("反应变慢", "slower reaction"),
        ("关闭其他程序；仍有则重启", "close other programs; restart if it stays"),
    ),
    "samples_dropped": Said(
        ("丢弃了 {value} 个样本", "{value} samples were dropped"),
        ("队列满", "a queue was full"),
        ("历史有缺口", "history has a gap"),
        ("检查计算机负载和磁盘", "check the computer's load and disk"),
    ),
    "plan_missing": Said(
        ("没有当日生产计划目标", "no targets from a plan today"),
        ("采用过的计划已过期", "the plan in force has lapsed"),
        ("按场地文件中的目标运行", "running on the site file's targets"),
        ("在计划页采用一份计划", "adopt a plan on its page"),
    ),
    "stock_missing": Said(
        ("没有存鱼量和日粮", "no stock and rations known"),
        ("账目未下达或已过期", "the books were not sent or have lapsed"),
        ("不自动投喂，前馈停用", "no automatic feeding, no feed-forward"),
        ("检查看板程序和生产记录", "check the dashboard and the production records"),
    ),
    "task_restarted": Said(
        ("部件 {place} 出错后已重启", "part {place} failed and was restarted"),
        ("程序错误或设备异常", "a fault of the program or of a device"),
        ("该部件短时中断", "that part was interrupted for a moment"),
        ("查看日志并报告", "look at the log and report it"),
    ),
    "output_failed": Said(
        ("{name} 没有按命令动作", "{name}: could not be set"),
        ("设备不应答，或回读与命令不符", "no answer, or read-back differs from the command"),
        ("设备不在期望状态", "the device is not in the wanted state"),
        ("检查设备；必要时转手动", "check the device; switch to local if needed"),
    ),
    "foreign_write": Said(
        ("{name} 被别人改动", "{name}: changed by somebody else"),
        ("另一台主机、面板或人在写", "another master, panel or person writes"),
        ("已恢复；若反复出现则控制不可靠", "restored; if it repeats, control is not reliable"),
        ("查明谁在写；断开多余的主机", "find who writes; disconnect the other master"),
    ),
    "outputs_fell": Said(
        ("{name} 有 {value} 路输出同时变了，不是我们改的",
         "{name}: {value} outputs changed at once, not by us"),
        ("设备 {place} 断过电、重启过，或另一台主机在写",
         "device {place} lost its power, started anew, or another master writes"),
        ("已恢复；重启期间阀门在安全位置", "restored; valves stood at what the device starts with"),
        ("检查它的电源；反复出现就查谁在写", "check its power; if it repeats, find who writes"),
    ),
}  # fmt: skip
SAID |= WIRE_SAID | PROBE_SAID | MACHINE_SAID | CALL_SAID
NOTE_WORDS = CAUSES | DOUBT_WORDS | WHY_WORDS
_PUMP_1 = SAID["pump_1_fault"]
SAID["pump_2_fault"] = replace(
    _PUMP_1,
    text=(
        _PUMP_1.text[0].replace("泵 1", "泵 2"),
        _PUMP_1.text[1].replace("pump 1", "pump 2"),
    ),
)
SAID |= WATER_SAID


def alarm_of(life: Life, names: Names | None = None) -> Alarm:
    """The alarm as people and the link see it; without `names` things are called by their ids."""
    condition = life.condition
    text, cause, consequence, action = _four(condition, names)
    return Alarm(
        id=condition.id,
        kind=condition.kind,
        place=condition.place,
        priority=condition.priority,
        state=life.state,
        text=text,
        cause=cause,
        consequence=consequence,
        action=action,
        value=condition.value,
        limit=condition.limit,
        unit=condition.unit,
        since_ms=life.since_ms,
        changed_ms=life.changed_ms,
        acknowledged_by=life.acknowledged_by,
        shelved_until_ms=life.shelved_until_ms,
        shelved_by=life.shelved_by,
        inside=life.inside,
    )


def _four(condition: Condition, names: Names | None) -> tuple[Words, Words, Words, Words]:
    said = SAID.get(condition.kind)
    if said is None:
        return limit_words(condition)
    called = _called(condition, names)
    return (
        _filled(said.text, condition, called),
        _filled(said.cause, condition, called),
        _filled(said.consequence, condition, called),
        _filled(said.action, condition, called),
    )


def _called(condition: Condition, names: Names | None) -> tuple[Words, Words]:
    """Name of the place, and where it is."""
    place, thing = condition.place, condition.place.partition(".")[0]
    if names is None:
        return Words(zh=place, en=place), Words(zh=place, en=place)
    if condition.kind in OF_A_LINE:
        return names.line(place), names.where_line.get(place, WHOLE_FARM)
    return names.of(place), names.where.get(place) or names.where.get(thing, WHOLE_FARM)


def _filled(pair: tuple[str, str], condition: Condition, called: tuple[Words, Words]) -> Words:
    note, (name, where) = NOTE_WORDS.get(condition.note), called
    if note is None and condition.note:
        note = Words(zh=condition.note, en=condition.note_en or condition.note)
    figures = {
        "{place}": condition.place.partition(".")[0] if "{key}" in pair[0] else condition.place,
        "{key}": condition.place.partition(".")[2],
        "{value}": "—" if condition.value is None else f"{condition.value:g}",
        "{limit}": "—" if condition.limit is None else f"{condition.limit:g}",
        " {unit}": f" {condition.unit}" if condition.unit else "",
    }
    zh = {"{name}": name.zh, "{where}": where.zh, "{note}": note.zh if note else "—"}
    en = {"{name}": name.en, "{where}": where.en, "{note}": note.en if note else "—"}
    return Words(zh=_put(pair[0], figures | zh), en=_put(pair[1], figures | en))


def _put(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
