/** The one sentence above the tanks: how the farm is. Refuses to know where it is shown. */
import type { Alarm } from "../api/shapes";
import { isStanding, type TileView } from "./tiles";

/** Falling counts as getting worse when 4 mg/L is nearer than this. */
export const WORSENING_MINUTES = 30;

export interface Headline {
  kind: "blind" | "worsening" | "alarmed" | "calm";
  count: number;
  minutes: number | null;
  /** Least oxygen of all tanks with fish, mg/L, for when no minutes are known. */
  oxygen: number | null;
}

export function isWorsening(tile: TileView): boolean {
  if (tile.stage === "empty") return false;
  if (tile.alarm?.priority === 1) return true;
  return tile.falling && tile.minutes !== null && tile.minutes < WORSENING_MINUTES;
}

export function headline(tiles: readonly TileView[], alarms: readonly Alarm[], live: boolean): Headline {
  if (!live) return { kind: "blind", count: 0, minutes: null, oxygen: null };
  const worse = tiles.filter(isWorsening);
  if (worse.length) return { kind: "worsening", count: worse.length, minutes: least(worse), oxygen: null };
  const standing = alarms.filter(isStanding).length;
  const stocked = tiles.filter((tile) => tile.stage !== "empty" && tile.sure);
  const oxygen = stocked.flatMap((tile) => tile.oxygen.value ?? []);
  return {
    kind: standing ? "alarmed" : "calm",
    count: standing,
    minutes: least(stocked),
    oxygen: oxygen.length ? Math.min(...oxygen) : null,
  };
}

function least(tiles: readonly TileView[]): number | null {
  const known = tiles.flatMap((tile) => (tile.minutes === null ? [] : [tile.minutes]));
  return known.length ? Math.floor(Math.min(...known)) : null;
}
