/** What a line or station says in words and shares. Refuses to draw. */
import type { Alarm, BusState } from "../api/shapes";
import type { LineNow, SettingFound, StationNow } from "../api/wire_shapes";
import { isStanding } from "./tiles";

/** Beyond this part of its bound an answer is too slow, as the controller judges it. */
export const SLOW_SHARE = 0.8;

export type ReasonKey =
  | "reason_no_reply" | "reason_crc" | "reason_truncated" | "reason_line_busy" | "reason_wrong"
  | "reason_exception" | "reason_gateway" | "reason_identity" | "reason_no_wire" | "reason_stale" | "reason_other";

const STARTS: readonly [string, ReasonKey][] = [
  ["no_reply", "reason_no_reply"], ["crc", "reason_crc"], ["lrc", "reason_crc"], ["truncated", "reason_truncated"],
  ["line_busy", "reason_line_busy"], ["babble", "reason_line_busy"], ["exception_10", "reason_gateway"],
  ["exception_11", "reason_gateway"], ["exception", "reason_exception"], ["wrong", "reason_wrong"], ["mbap", "reason_wrong"],
  ["identity", "reason_identity"], ["no_wire", "reason_no_wire"], ["stale", "reason_stale"],
];

/** The controller's short reason as a word of the catalogue. */
export function reasonKey(reason: string): ReasonKey {
  return STARTS.find(([start]) => reason.startsWith(start))?.[1] ?? "reason_other";
}

export function isSilent(station: StationNow): boolean {
  return station.enabled && station.state !== null && station.state.misses_in_row > 0 && station.state.breaker_open;
}

export type LineState = "fine" | "silent" | "no_wire" | "wrong_mode_gateway" | "wrong_mode_transparent";

export function lineState(line: LineNow): LineState {
  const trouble = line.state?.trouble ?? "";
  if (trouble === "wrong_mode_gateway" || trouble === "wrong_mode_transparent" || trouble === "no_wire") return trouble;
  const asked = line.stations.filter((one) => one.enabled && one.state);
  return asked.length > 0 && asked.every(isSilent) ? "silent" : "fine";
}

/** Stations without an answer on a line where others answer. */
export function silentOn(line: LineNow): number {
  return lineState(line) === "fine" ? line.stations.filter(isSilent).length : 0;
}

/** Whether a line has to be looked at: mute, set wrong, or the controller raised an alarm about it. */
export function inTrouble(line: LineNow, findings: readonly SettingFound[], alarms: readonly Alarm[]): boolean {
  const mine = new Set([line.id, ...line.stations.map((one) => one.id)]);
  const names = (place: string): boolean => mine.has(place) || mine.has(place.slice(0, place.indexOf(".")));
  return (
    lineState(line) !== "fine" || line.stations.some(isSilent) ||
    findings.some((row) => mine.has(row.device_id)) || alarms.some((one) => isStanding(one) && names(one.place))
  );
}

export interface Figures {
  /** Per cent of the last minute in which the line was spoken on. */
  use: number | null;
  round_s: number | null;
  /** Per cent of the periods asked for. */
  on_time: number | null;
  jitter_ms: number | null;
  worst_ms: number | null;
}

/** Figures of a line; null is what nobody measured: a line not connected, a device only listened to. */
export function figuresOf(state: BusState | null): Figures {
  const asked = state !== null && state.asked > 0;
  const spoken = asked && state.trouble !== "no_wire";
  const rounds = asked && state.round_s > 0;
  return {
    use: spoken && state.used_share > 0 ? 100 * state.used_share : null,
    round_s: rounds ? state.round_s : null,
    on_time: asked ? (100 * state.on_time) / state.asked : null,
    jitter_ms: rounds ? state.late_ms_p99 : null,
    worst_ms: asked && state.worst_reply_ms > 0 ? state.worst_reply_ms : null,
  };
}

/** Errors by word, most often first; reasons that read the same are added up. */
export function errorRows(errors: Record<string, number>): { key: ReasonKey; count: number }[] {
  const sums = new Map<ReasonKey, number>();
  for (const [reason, count] of Object.entries(errors)) {
    if (count > 0) sums.set(reasonKey(reason), (sums.get(reasonKey(reason)) ?? 0) + count);
  }
  return [...sums].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count);
}

export interface Bar {
  /** Share of the width at which the bucket ends. */
  left: number;
  width: number;
  /** Share of the height: the square root of its part, so that rare slow answers are seen. */
  height: number;
}
export interface Spread {
  bars: Bar[];
  /** Share of the width; null: unknown or off scale. */
  bound: number | null;
}

/** Buckets 1, 2, 4 … ms as bars of equal width, from 1 ms to one bucket beyond the bound. */
export function spread(counts: readonly number[], edges: readonly number[], bound_ms: number): Spread {
  const reach = edges.findIndex((edge) => edge >= bound_ms);
  const last = Math.max(reach < 0 ? edges.length : reach + 1, slowest(counts));
  const shown = Math.min(last + 1, edges.length + 1);
  const most = Math.max(1, ...counts);
  const bars = Array.from({ length: shown }, (_, index) => ({
    left: index / shown,
    width: 1 / shown,
    height: Math.sqrt((counts[index] ?? 0) / most),
  }));
  return { bars, bound: bound_ms > 0 ? Math.min(place(bound_ms, edges), shown) / shown : null };
}

/** Index of the last bucket with an answer in it; -1 for none. */
function slowest(counts: readonly number[]): number {
  return counts.reduce((last, count, index) => (count > 0 ? index : last), -1);
}

/** Where a time stands on the axis of buckets, in buckets. */
function place(ms: number, edges: readonly number[]): number {
  const index = edges.findIndex((edge) => ms <= edge);
  if (index < 0) return edges.length;
  const low = index === 0 ? 0 : edges[index - 1]!;
  return index + (ms - low) / (edges[index]! - low);
}
