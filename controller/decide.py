"""One tick's decision, recomputable from a snapshot and a memory: what every output is to be, why.

It refuses to know wires, disks and clocks. Order: look → take over outputs heard of late → trips →
laws → alarms → rank → shape → interlocks last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from controller.alarms import Life, grouped, stepped
from controller.arbitrate import arbitrate
from controller.as_found import AS_FOUND, LEFT, kept_from_laws, standing
from controller.checks import in_check, still_kept
from controller.conditions import Found, Shell, found
from controller.dosing import UNFED, dosed, held_off
from controller.facts import Draft, tallied
from controller.gate import judged
from controller.guards import degassed, feed_held, tripped
from controller.heard import adds_safety, found_late
from controller.interlocks import Inputs, interlocked
from controller.kept_alive import least_values
from controller.laws.heartbeat import ShutLaw
from controller.laws.law import Law, Outcome
from controller.life_support import WHY as LIFE_SUPPORT
from controller.life_support import base_commands
from controller.memory import Memory
from controller.outlook import Outlook, looked, tank_state
from controller.plant import SIREN, FarmPlan
from controller.pump_pair import pump_pair
from controller.shape import clamped, shaped, with_value
from controller.still_water import moved
from controller.stillness import held_still
from controller.trends import followed
from controller.trips import CAUSES, UNTRIPPED, Trip
from farm.alarm import AlarmState, Priority
from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

STEP_MAX_S = 10.0
"""After a hold-up no law integrates over more than this, s; what was fed and used counts whole."""
RETRY_MS = 60_000
"""A law that raised is made anew and tried again after this, ms."""
QUIET = Shell()


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one snapshot."""

    memory: Memory
    outputs: Mapping[TagName, Command]
    """Without those nobody has read back yet: they are left as they stand."""
    reasons: Mapping[TagName, Words]
    """Outputs an interlock forced, with its reason."""
    outlook: Outlook
    """What was seen: its snapshot has the derived tags in it."""
    changed: tuple[Life, ...]
    facts: tuple[Draft, ...]


def decide(
    plan: FarmPlan,
    snapshot: Snapshot,
    memory: Memory,
    elapsed_s: float,
    shell: Shell = QUIET,
) -> Decision:
    """Decide one tick. `elapsed_s`: since the last; AssertionError ends the process (safety)."""
    full_s, elapsed_s = elapsed_s, min(elapsed_s, STEP_MAX_S)
    outlook = looked(
        *(plan.layout, plan.circulation, snapshot, memory.slopes),
        *(memory.stock, memory.probes, elapsed_s),
        in_check(plan.layout, memory.checks, snapshot.at_ms),
    )
    seen = outlook.snapshot
    memory = _heard(plan, memory, seen)
    memory = _timed(plan, memory, outlook, elapsed_s)
    memory = _counted(memory, shell, seen.at_ms)
    memory, commands = _lawful(plan, memory, seen, elapsed_s)
    wrong = found(plan.layout, outlook, memory, shell)
    memory, changed = _alarmed(plan, memory, wrong, elapsed_s, seen.at_ms)
    commands += [hand.command(name, seen.at_s) for name, hand in memory.hands.items()]
    commands += _siren(memory, seen.at_s)
    final, reasons = _settled(plan, memory, commands, outlook, elapsed_s)
    memory, facts = _concluded(plan, memory, final, seen, full_s, dated=shell.dated)
    return Decision(memory, final, reasons, outlook, changed, tuple(facts))


def _heard(plan: FarmPlan, memory: Memory, snapshot: Snapshot) -> Memory:
    """Outputs read back for the first time are taken over now, as all others were at the start."""
    late = found_late(snapshot, memory.applied, plan.layout.rules)
    if not late:
        return memory
    applied = {**memory.applied, **late}
    outcomes = {n: Outcome(v, Rank.SAFE if n in late else Rank.LAW) for n, v in applied.items()}
    laws = tuple(
        law.told(outcomes) if any(name in late for name in law.outputs) else law
        for law in memory.laws
    )
    return replace(memory, applied=applied, laws=laws)


def _counted(memory: Memory, shell: Shell, at_ms: int) -> Memory:
    """When samples were last seen to be dropped."""
    if shell.dropped == memory.dropped:
        return memory
    return replace(memory, dropped=shell.dropped, dropped_ms=at_ms)


def _timed(plan: FarmPlan, memory: Memory, outlook: Outlook, elapsed_s: float) -> Memory:
    """What was seen, trips, feeding gates and leases, one tick on."""
    snapshot, control = outlook.snapshot, plan.layout.site.control
    trips: dict[str, Trip] = {}
    gates: dict[str, bool] = {}
    for tank in plan.layout.tanks:
        if tank.id not in outlook.votes:
            continue
        state = tank_state(tank, outlook, control.oxygen.emergency_open_mg_l)
        trips[tank.id] = memory.trips.get(tank.id, UNTRIPPED).step(state, elapsed_s, snapshot.at_ms)
        was_open = memory.feed_gates.get(tank.id, True)
        gates[tank.id] = judged(was_open, state.oxygen_mg_l, None, control.feeding).is_open
    hands = {name: h for name, h in memory.hands.items() if h.until_ms > snapshot.at_ms}
    up_s, checks = memory.up_s + elapsed_s, still_kept(memory.checks, snapshot.at_ms)
    return replace(
        memory,
        slopes=outlook.slopes,
        probes=outlook.probes,
        trends=followed(plan.layout, snapshot, memory.trends),
        moved_ms=moved(plan.circulation, outlook, memory.moved_ms),
        trips=trips,
        feed_gates=gates,
        hands=hands,
        checks=checks,
        up_s=up_s,
    )


def _lawful(
    plan: FarmPlan, memory: Memory, snapshot: Snapshot, elapsed_s: float
) -> tuple[Memory, list[Command]]:
    """Step every law; one that raises loses its command and is named, the others go on."""
    if memory.mode == "life_support":
        beat = int(memory.up_s) % 2 == 0
        stay = (law.found_open for law in memory.laws if isinstance(law, ShutLaw))
        found_open = frozenset(valve for valves in stay for valve in valves)
        at_s, applied = snapshot.at_s, memory.applied
        return memory, base_commands(plan, applied, found_open, at_s, beat=beat)
    laws: list[Law] = []
    commands: list[Command] = []
    raised = dict(memory.raised)
    for index, law in enumerate(memory.laws):
        held = raised.get(law.name)
        if held is not None and snapshot.at_ms < held[1]:
            laws.append(law)
            continue
        if held is not None:
            law = plan.laws[index]
        try:
            stepped_law, wants = law.step(snapshot, elapsed_s)
            _checked(law, wants)
        except Exception as error:  # noqa: BLE001 - a law's own edge: the others must go on
            raised[law.name] = (f"{type(error).__name__}: {error}"[:160], snapshot.at_ms + RETRY_MS)
            laws.append(law)
            continue
        raised.pop(law.name, None)
        laws.append(stepped_law)
        commands += wants
    return replace(memory, laws=tuple(laws), raised=raised), commands


def _checked(law: Law, wants: object) -> None:
    assert isinstance(wants, list)
    mine = law.outputs
    for command in wants:
        finite = -1e9 < command.value < 1e9
        assert finite and command.output in mine and command.rank is Rank.LAW, command


def _alarmed(
    plan: FarmPlan, memory: Memory, wrong: Found, elapsed_s: float, at_ms: int
) -> tuple[Memory, tuple[Life, ...]]:
    unknown = wrong.unknown.__contains__
    lives, changed = stepped(memory.lives, wrong.conditions, unknown, elapsed_s, at_ms)
    lives = grouped(lives, plan.causes.of)
    now = tuple(lives.get(life.condition.id, life) for life in changed)
    return replace(memory, lives=lives), now


def _siren(memory: Memory, at_s: float) -> list[Command]:
    calling = any(
        life.state is AlarmState.UNACKNOWLEDGED and life.condition.priority is Priority.P1
        for life in memory.lives.values()
    )
    why = _CALLING if calling else _QUIET
    return [Command(SIREN, 1.0 if calling else 0.0, Rank.LAW, at_s + 3.0, "siren", why)]


def _settled(
    plan: FarmPlan,
    memory: Memory,
    commands: list[Command],
    outlook: Outlook,
    elapsed_s: float,
) -> tuple[dict[TagName, Command], dict[TagName, Words]]:
    """Rank, shape, interlocks last; whatever comes out is within the output's limits.

    An output nobody has read back is not written, unless that can only add safety.
    """
    rules, at_s = plan.layout.rules, outlook.snapshot.at_s
    proposed: dict[TagName, Command] = {}
    pumps = {pump.output for row in plan.circulation.values() for pump in row.pumps}
    free = kept_from_laws(commands, memory.unattended)
    winners = arbitrate(free, rules, at_s)
    left, least = memory.unattended, least_values(plan, memory) if memory.unattended else {}
    winners = standing(winners, left, memory.applied, outlook.snapshot, least)
    for name, command in winners.items():
        applied = memory.applied.get(name)
        if applied is None and name in pumps:
            continue
        if command.by == AS_FOUND:
            proposed[name] = command
            continue
        value = shaped(rules[name], command.value, applied, command.rank, elapsed_s)
        proposed[name] = with_value(command, value)
    still = held_still(proposed, memory, rules)
    final, reasons = interlocked(_inputs(plan, memory, outlook), still)
    for name in reasons:
        final[name] = with_value(final[name], clamped(rules[name], final[name].value))
    final = {n: c for n, c in final.items() if n in memory.applied or adds_safety(n, c.value)}
    return final, {name: why for name, why in reasons.items() if name in final}


def _inputs(plan: FarmPlan, memory: Memory, outlook: Outlook) -> Inputs:
    emergency: dict[TagName, Words] = {}
    no_feed: dict[TagName, Words] = {}
    for tank in plan.layout.tanks:
        trip = memory.trips.get(tank.id, UNTRIPPED)
        if trip.is_open:
            emergency[tank.emergency] = CAUSES[trip.cause]
            no_feed[tank.feeder] = CAUSES[trip.cause]
        elif memory.mode == "life_support":
            no_feed[tank.feeder] = LIFE_SUPPORT
        elif outlook.power_lost:
            no_feed[tank.feeder] = CAUSES["no_power"]
        elif not memory.feed_gates.get(tank.id, True):
            no_feed[tank.feeder] = _GATE
    for dose in plan.doses:
        held = held_off(dose, memory.dosed.get(dose.feeder, UNFED), outlook.snapshot.at_ms)
        if held is not None:
            no_feed.setdefault(dose.feeder, held)
    no_feed = feed_held(plan.layout, memory.lives) | no_feed
    pumps = tuple(pump_pair(plan, memory, outlook, name) for name in plan.circulation)
    thrown = tripped(plan.layout, memory.lives)
    full = degassed(plan.layout, memory.lives)
    return Inputs(outlook.snapshot.at_s, emergency, no_feed, pumps, thrown, full)


def _concluded(
    plan: FarmPlan,
    memory: Memory,
    final: Mapping[TagName, Command],
    snapshot: Snapshot,
    elapsed_s: float,
    *,
    dated: bool,
) -> tuple[Memory, list[Draft]]:
    """Tell the laws what became of their outputs; count feed, oxygen, energy, water."""
    outcomes = {name: Outcome(c.value, c.rank, c.by in LEFT) for name, c in final.items()}
    laws = tuple(law.told(outcomes) for law in memory.laws)
    applied = {name: c.value for name, c in final.items() if name in memory.applied}
    tally, facts = tallied(plan.facts, memory.tally, snapshot, applied, elapsed_s, dated=dated)
    thrown = {
        dose.feeder: dosed(dose, held, snapshot, applied, elapsed_s, memory.applied)
        for dose in plan.doses
        for held in (memory.dosed.get(dose.feeder, UNFED),)
    }
    return replace(memory, laws=laws, applied=applied, tally=tally, dosed=thrown), facts


_CALLING = Words(zh="有未确认的一级报警", en="an unacknowledged P1 alarm stands")
_QUIET = Words(zh="没有未确认的一级报警", en="no unacknowledged P1 alarm")
_GATE = Words(zh="水质不适合投喂", en="the water is not fit for feeding")
