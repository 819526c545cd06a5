import { describe, expect, it } from "vitest";
import type { LiveState, LiveTag } from "../src/api/shapes";
import { ServerClock } from "../src/live/clock";
import { merge, nothingKnown } from "../src/live/merge";
import { judge, STALE_AFTER_MS } from "../src/live/quality";

const tag = (value: number | null, at_ms: number, status = "Good"): LiveTag => ({
  value, status, ne107: value === null ? "F" : "ok", at_ms, reason: "",
});
const message = (full: boolean, tags: Record<string, LiveTag>): LiveState => ({
  full, controller: "live", at_ms: 1000, age_s: 0, revision: 1, tags, outputs: {}, alarms: [], health: null, buses: {}, last: {},
});

describe("merge", () => {
  it("adds changes and drops what a full message does not carry", () => {
    const known = nothingKnown();
    merge(known, message(true, { a: tag(1, 10), b: tag(2, 10) }));
    merge(known, message(false, { a: tag(3, 20) }));
    expect(known.tags.a?.value).toBe(3);
    expect(known.tags.b?.value).toBe(2);
    merge(known, message(true, { a: tag(4, 30) }));
    expect(Object.keys(known.tags)).toEqual(["a"]);
  });

  it("keeps the last believed number of a tag that went Bad, with its own time", () => {
    const known = nothingKnown();
    merge(known, message(true, { a: tag(7.9, 10) }));
    merge(known, message(false, { a: tag(null, 20, "BadTimeout") }));
    expect(known.lastGood.a).toEqual({ value: 7.9, at_ms: 10 });
  });

  it("takes the last number of a tag that was Bad before the page was opened", () => {
    const known = nothingKnown();
    merge(known, { ...message(true, { a: tag(null, 20, "BadTimeout") }), last: { a: { value: 7.9, at_ms: 10 } } });
    expect(known.lastGood.a).toEqual({ value: 7.9, at_ms: 10 });
  });
});

describe("judge", () => {
  const last = { value: 7.9, at_ms: 1000 };

  it("shows a good fresh value plainly", () => {
    expect(judge(tag(8, 5000), last, 6000, "live")).toEqual({ value: 8, look: "good", word: "good", age_ms: 1000 });
  });

  it("never shows a number as now when the controller or the line is gone", () => {
    expect(judge(tag(8, 5000), last, 6000, "away")).toMatchObject({ look: "struck", word: "no_controller" });
    expect(judge(tag(8, 5000), last, 6000, "cut")).toMatchObject({ look: "struck", word: "no_server" });
  });

  it("strikes and dates what is Bad or old, and invents nothing", () => {
    expect(judge(tag(null, 5000, "BadTimeout"), last, 6000, "live")).toEqual({ value: 7.9, look: "struck", word: "line_cut", age_ms: 5000 });
    expect(judge(tag(null, 5000, "BadTimeout"), undefined, 6000, "live").value).toBeNull();
    expect(judge(tag(8, 0 + 1), last, STALE_AFTER_MS + 2, "live")).toMatchObject({ look: "struck", word: "stale" });
    expect(judge(undefined, undefined, 6000, "live").word).toBe("not_fitted");
  });
});

describe("ServerClock", () => {
  it("carries the server's time on, at its speed", () => {
    const clock = new ServerClock();
    for (let second = 0; second <= 5; second++) clock.hear(100_000 + second * 10_000, 0, second * 1000);
    expect(clock.speed).toBeCloseTo(10);
    expect(clock.now(6000)).toBeCloseTo(160_000);
  });

  it("counts on through the controller's absence", () => {
    const clock = new ServerClock();
    clock.hear(100_000, 0, 0);
    clock.hear(100_000, 5, 5000);
    expect(clock.now(5500)).toBeCloseTo(105_500);
  });
});
