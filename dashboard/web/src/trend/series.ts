/** What a trend shows of a tag, as columns for the chart. Refuses to draw. */
import type { Band, HistorySeries, Limit, Priority } from "../api/shapes";

export interface Lane {
  tag: string;
  name: string;
  unit: string;
  decimals: number;
  band: Band;
  target: number | null;
  limits: readonly Limit[];
  tall: boolean;
}

/** Times in seconds (uPlot's unit) and values; null is a gap and stays one. */
export function columns(series: HistorySeries): [number[], (number | null)[]] {
  return [series.at_ms.map((ms) => ms / 1000), [...series.value]];
}

/** Vertical span: what was measured, the band and the target, with a tenth to spare. */
export function span(values: readonly (number | null)[], lane: Lane): [number, number] {
  const seen = values.filter((value): value is number => value !== null);
  const wanted = [...seen, lane.target].filter((value): value is number => value !== null);
  const band = [lane.band.low, lane.band.high].filter((value): value is number => value !== null);
  if (!wanted.length) wanted.push(...band);
  if (!wanted.length) return [0, 1];
  let low = Math.min(...wanted);
  let high = Math.max(...wanted);
  for (const edge of band) {
    const near = Math.max(high - low, Math.abs(edge) * 0.25);
    if (edge < low && low - edge <= near) low = edge;
    if (edge > high && edge - high <= near) high = edge;
  }
  const room = Math.max((high - low) * 0.1, Math.abs(high) * 0.005, 0.01);
  return [low - room, high + room];
}

/** The class of the alarm a value would raise; null while it is at home. */
export function beyond(value: number, limits: readonly Limit[]): Priority | null {
  const passed = limits.filter((limit) => (limit.side === "low" ? value < limit.at : value > limit.at));
  return passed.length ? (Math.min(...passed.map((limit) => limit.priority)) as Priority) : null;
}
