/** From where to where a value's bar goes. Refuses to know the value: the scale stands still. */
import type { Limit } from "../api/shapes";

const FIXED: Record<string, readonly [number, number]> = {
  oxygen: [3, 12],
  do_a: [3, 12],
  do_b: [3, 12],
};

export function scaleOf(
  quantity: string,
  limits: readonly Limit[],
  target: number | null,
  range: { low: number; high: number },
): readonly [number, number] {
  const fixed = FIXED[quantity];
  if (fixed) return fixed;
  const lows = limits.filter((limit) => limit.side === "low").map((limit) => limit.at);
  const highs = limits.filter((limit) => limit.side === "high").map((limit) => limit.at);
  if (lows.length && highs.length) {
    const low = Math.min(...lows);
    const high = Math.max(...highs);
    return [Math.max(range.low, low - (high - low) * 0.3), Math.min(range.high, high + (high - low) * 0.3)];
  }
  if (highs.length) return [range.low, Math.min(range.high, Math.max(...highs) * 1.25)];
  if (target !== null) return [0, Math.min(range.high, target * 1.5)];
  if (lows.length) return [0, Math.min(range.high, Math.max(...lows) * 3)];
  return [range.low, range.high];
}
