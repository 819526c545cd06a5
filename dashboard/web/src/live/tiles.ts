/** One tank at a glance: live values over what the overview last said. Refuses to draw. */
import type { Alarm, Overview, Priority, Stage, TankInfo, Tile } from "../api/shapes";
import { alarms, plant, serverNow, shown, valueNow } from "./plant";
import type { Shown } from "./quality";

export interface TileView {
  id: string;
  stage: Stage;
  oxygen: Shown;
  /** Falling: the countdown to 4 mg/L; else how long the water lasts without flow and oxygen. */
  minutes: number | null;
  falling: boolean;
  trend_mg_l_min: number | null;
  alarm: Alarm | null;
  /** Class of the alarm on the oxygen itself; null when the alarm is about something else. */
  tone: Priority | null;
  hand_minutes: number | null;
  feeding_stopped: boolean;
  density_kg_m3: number | null;
  sure: boolean;
}

const UNSEEN = new Set(["unacknowledged", "returned_unacknowledged"]);
const STANDING = new Set(["unacknowledged", "acknowledged"]);

export function isUnseen(alarm: Alarm): boolean {
  return UNSEEN.has(alarm.state);
}

export function isStanding(alarm: Alarm): boolean {
  return STANDING.has(alarm.state);
}

/** Worst first, unacknowledged before acknowledged, recovered last; never reorders equals. */
export function worstFirst(list: readonly Alarm[]): Alarm[] {
  const rank = (alarm: Alarm): number =>
    (isStanding(alarm) ? 0 : 100) + alarm.priority * 10 + (isUnseen(alarm) ? 0 : 1);
  return [...list].sort((a, b) => rank(a) - rank(b) || b.since_ms - a.since_ms);
}

/** Alarms shown by themselves: one inside a worse standing alarm is named there, but never a P1. */
export function onTop(list: readonly Alarm[]): Alarm[] {
  const ids = new Set(list.map((alarm) => alarm.id));
  return list.filter((alarm) => alarm.priority === 1 || !alarm.inside || !ids.has(alarm.inside));
}

const OXYGEN_FAMILY = ["oxygen_", "minutes_to_4", "emergency"];

/** The class of the alarm that stands on this very value: only such a value is coloured. */
export function toneOf(tag: string, list: readonly Alarm[]): Priority | null {
  const [place = "", quantity = ""] = tag.split(".");
  const families = quantity === "oxygen" ? OXYGEN_FAMILY : [`${quantity}_`];
  const mine = list.filter(
    (alarm) => isStanding(alarm) && alarm.place === place && families.some((start) => alarm.kind.startsWith(start)),
  );
  return mine.length ? (Math.min(...mine.map((alarm) => alarm.priority)) as Priority) : null;
}

export function countByPriority(list: readonly Alarm[]): Record<Priority, number> {
  const counts: Record<Priority, number> = { 1: 0, 2: 0, 3: 0, 4: 0 };
  for (const alarm of list) if (isStanding(alarm)) counts[alarm.priority] += 1;
  return counts;
}

export function tileOf(tank: TankInfo, told: Tile | undefined): TileView {
  const oxygen = shown(`${tank.id}.oxygen`);
  const sure = oxygen.look === "good" || oxygen.look === "uncertain";
  const here = worstFirst(alarms.value.filter((alarm) => alarm.place === tank.id && isStanding(alarm)));
  const tone = sure ? toneOf(`${tank.id}.oxygen`, here) : null;
  // with a 一级 on the oxygen the minutes run, whatever the slope of the last three
  const runs = sure && (tone === 1 || (told?.falling ?? false));
  const countdown = runs ? minutesNow(`${tank.id}.minutes_to_4`, tank.id) : null;
  const feeder = plant.outputs[`${tank.id}.feeder`];
  return {
    id: tank.id,
    stage: told?.stage ?? tank.stage,
    oxygen,
    minutes: countdown ?? (sure ? minutesNow(`${tank.id}.reserve`, tank.id) : null),
    falling: countdown !== null,
    trend_mg_l_min: sure ? (told?.trend_mg_l_min ?? null) : null,
    alarm: here[0] ?? null,
    tone,
    hand_minutes: handMinutes(tank.id),
    feeding_stopped: feeder?.rank === "interlock",
    density_kg_m3: told?.density_kg_m3 ?? null,
    sure,
  };
}

/** The controller leaves the minutes out when it has none; an older one no longer counts. */
const MINUTES_KEPT_MS = 15_000;

function minutesNow(tag: string, tank: string): number | null {
  const behind = (plant.tags[`${tank}.oxygen`]?.at_ms ?? 0) - (plant.tags[tag]?.at_ms ?? 0);
  return behind > MINUTES_KEPT_MS ? null : valueNow(tag);
}

const OUTPUTS = ["oxygen_valve", "emergency_valve", "feeder"];

function handMinutes(tank: string): number | null {
  const left = OUTPUTS.flatMap((key) => {
    const output = plant.outputs[`${tank}.${key}`];
    if (output?.rank !== "operator" || !output.until_ms || serverNow.value === null) return [];
    return [Math.max(0, (output.until_ms - serverNow.value) / 60_000)];
  });
  return left.length ? Math.min(...left) : null;
}

/** Less is nearer to trouble: minutes when they are known, else the oxygen itself. */
function nearness(tile: TileView): number {
  return tile.minutes ?? tile.oxygen.value ?? 0;
}

/** A 一级 first, then countdowns, then the unknown, then the least reserve, then the least oxygen. */
export function worstTanks(tiles: readonly TileView[]): TileView[] {
  const rank = (tile: TileView): number => {
    if (tile.alarm?.priority === 1) return 0;
    if (!tile.sure) return 2;
    if (tile.minutes === null) return 4;
    return tile.falling && tile.minutes < 60 ? 1 : 3;
  };
  return tiles
    .filter((tile) => tile.stage !== "empty")
    .sort((a, b) => rank(a) - rank(b) || nearness(a) - nearness(b) || a.id.localeCompare(b.id));
}

export function tilesOf(tanks: readonly TankInfo[], told: Overview | null): TileView[] {
  const byId = new Map(told?.tiles.map((tile) => [tile.id, tile]));
  return tanks.map((tank) => tileOf(tank, byId.get(tank.id)));
}
