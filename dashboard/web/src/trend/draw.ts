/** Draws one lane: zone, limits, target, pen, marks. Refuses to fetch. */
import uPlot from "uplot";
import { token } from "../state/palette";
import { parts } from "../format/times";
import type { Priority } from "../api/shapes";
import { beyond, span, type Lane } from "./series";

export interface Mark {
  at_ms: number;
  text: string;
  alarm: 1 | 2 | 3 | 4 | null;
}

const AXIS_LEFT = 64;
const RIGHT = 8;
const FONT = '12px "Noto Sans CJK SC","PingFang SC","Microsoft YaHei UI","Source Han Sans SC",sans-serif';

export interface LaneChart {
  lane: Lane;
  marks: readonly Mark[];
  zone: string;
  width: number;
  height: number;
  from_ms: number;
  to_ms: number;
  first: boolean;
  last: boolean;
  key: string;
  /** Class of the alarm standing on this tag; colours every stretch that is not at home. */
  tone: Priority | null;
  hover: (index: number | null) => void;
}

export function laneOptions(chart: LaneChart, values: readonly (number | null)[]): uPlot.Options {
  const ink = token("ink2");
  const grid = { stroke: token("line"), width: 1 };
  return {
    width: chart.width,
    height: chart.height,
    legend: { show: false },
    padding: [chart.first ? 22 : 6, RIGHT, chart.last ? 0 : 6, 0],
    cursor: {
      y: false, drag: { x: false, y: false }, points: { show: false },
      sync: { key: chart.key, setSeries: false },
    },
    scales: {
      x: { range: () => [chart.from_ms / 1000, chart.to_ms / 1000] },
      y: { range: () => span(values, chart.lane) },
    },
    axes: [
      {
        show: true, size: chart.last ? 28 : 0, stroke: ink, font: FONT, grid, ticks: { show: false },
        values: (_plot, ticks) => (chart.last ? ticks.map((at) => timeTick(at, chart)) : ticks.map(() => "")),
        space: 90,
      },
      {
        size: AXIS_LEFT, stroke: ink, font: FONT, grid: { show: false }, ticks: { show: false }, gap: 6,
        splits: () => yTicks(chart.lane, values),
        values: (_plot, ticks) => ticks.map((tick) => tick.toFixed(chart.lane.decimals > 1 ? 1 : chart.lane.decimals)),
      },
    ],
    series: [{}, { stroke: (plot) => pen(plot, chart.lane, chart.tone), width: 2, spanGaps: false, points: { show: true, size: 3, width: 0, fill: token("act"), filter: () => alone(values) } }],
    hooks: {
      drawClear: [(plot) => background(plot, chart.lane)],
      draw: [(plot) => marksOf(plot, chart)],
      setCursor: [(plot) => chart.hover(plot.cursor.idx ?? null)],
    },
  };
}

/** A value between two gaps has no line; it is drawn as a dot so that it is not lost. */
function alone(values: readonly (number | null)[]): number[] {
  return values.flatMap((value, index) => {
    const before = values[index - 1] ?? null;
    const after = values[index + 1] ?? null;
    return value !== null && before === null && after === null ? [index] : [];
  });
}

function yTicks(lane: Lane, values: readonly (number | null)[]): number[] {
  const [low, high] = span(values, lane);
  const edges = [lane.target, lane.band.low, lane.band.high].filter((v): v is number => v !== null);
  const inside = [...new Set(edges)].filter((value) => value >= low && value <= high).sort((a, b) => a - b);
  const spread = (high - low) * 0.3;
  return inside.filter((value, index) => index === 0 || value - inside[index - 1]! > spread);
}

function timeTick(at: number, chart: LaneChart): string {
  const when = parts(at * 1000, chart.zone);
  const days = chart.to_ms - chart.from_ms > 2 * 86_400_000;
  return days ? `${when.month}-${when.day}` : `${when.hour}:${when.minute}`;
}

/** Yellow alone is too pale for a line by day. */
const LINE = { 1: "p1", 2: "p2", 3: "p3t", 4: "p4" } as const;

/** `act` while at home, the alarm's colour only on the stretch beyond a limit. */
function pen(plot: uPlot, lane: Lane, tone: Priority | null): CanvasGradient | string {
  const act = token("act");
  const { top, height } = plot.bbox;
  const low = plot.scales.y?.min;
  const high = plot.scales.y?.max;
  if (!lane.limits.length || low == null || high == null || !(height > 0)) return act;
  const edges = [...new Set(lane.limits.map((limit) => limit.at))].filter((at) => at > low && at < high);
  const stops = [high, ...edges.sort((a, b) => b - a), low];
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
  for (let index = 0; index + 1 < stops.length; index++) {
    const upper = stops[index]!;
    const lower = stops[index + 1]!;
    const priority = beyond((upper + lower) / 2, lane.limits);
    const colour = priority ? token(LINE[tone ?? priority]) : act;
    gradient.addColorStop((high - upper) / (high - low), colour);
    gradient.addColorStop((high - lower) / (high - low), colour);
  }
  return gradient;
}

function background(plot: uPlot, lane: Lane): void {
  const { ctx, bbox } = plot;
  const low = plot.scales.y?.min ?? 0;
  const high = plot.scales.y?.max ?? 1;
  const y = (value: number): number => plot.valToPos(Math.min(high, Math.max(low, value)), "y", true);
  ctx.save();
  if (lane.band.low !== null || lane.band.high !== null) {
    const top = y(lane.band.high ?? high);
    ctx.fillStyle = token("zone");
    ctx.fillRect(bbox.left, top, bbox.width, Math.max(1, y(lane.band.low ?? low) - top));
  }
  ctx.lineWidth = devicePixelRatio;
  for (const limit of lane.limits) {
    if (limit.at > low && limit.at < high) across(plot, y(limit.at), token("line2"), []);
  }
  if (lane.target !== null) across(plot, y(lane.target), token("ink2"), [2, 4]);
  across(plot, bbox.top + bbox.height, token("line2"), []);
  ctx.restore();
}

function across(plot: uPlot, y: number, colour: string, dash: number[]): void {
  const { ctx, bbox } = plot;
  ctx.strokeStyle = colour;
  ctx.setLineDash(dash.map((step) => step * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
}

/** Events as vertical marks; their words stand above the first lane, as long as there is room. */
function marksOf(plot: uPlot, chart: LaneChart): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  ctx.font = FONT.replace("12px", `${12 * devicePixelRatio}px`);
  ctx.textAlign = "center";
  let free = -Infinity;
  for (const mark of chart.marks) {
    const x = plot.valToPos(mark.at_ms / 1000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = mark.alarm ? token(`p${mark.alarm}`) : token("ink2");
    ctx.setLineDash(mark.alarm ? [] : [2 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const half = ctx.measureText(mark.text).width / 2;
    const centre = Math.min(Math.max(x, bbox.left + half), bbox.left + bbox.width - half);
    if (!chart.first || centre - half < free) continue;
    free = centre + half + 6 * devicePixelRatio;
    ctx.fillStyle = mark.alarm ? token(`p${mark.alarm}t`) : token("ink2");
    ctx.fillText(mark.text, centre, bbox.top - 7 * devicePixelRatio);
  }
  ctx.restore();
}
