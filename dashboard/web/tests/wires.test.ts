import { describe, expect, it } from "vitest";
import type { Alarm } from "../src/api/shapes";
import type { LineNow, SettingFound, StationNow } from "../src/api/wire_shapes";
import { errorRows, figuresOf, inTrouble, lineState, reasonKey, silentOn, spread } from "../src/live/wires";

const words = { zh: "甲", en: "a" };
const edges = Array.from({ length: 15 }, (_, power) => 2 ** power);
const station = (silent: boolean): StationNow => ({
  id: "a", name: words, profile: "x/y", title: words, trust: "manual", unit: 1, period_s: 1, enabled: true, life_support: false,
  state: {
    asked: 9, answered: silent ? 0 : 9, misses_in_row: silent ? 9 : 0, breaker_open: silent, last_reason: "no_reply", writes: 0,
    reply_ms_p50: 10, reply_ms_p99: 20, reply_ms_max: 30, reply_bound_ms: 300, reply_counts: [],
  },
});
const line = (stations: StationNow[], trouble = ""): LineNow => ({
  id: "b", where: words, kind: "rtu", wire: "/dev/x", baud: 9600, stations,
  state: {
    asked: 1, answered: 1, missed: 0, on_time: 1, worst_reply_ms: 1, wrong_rejected: 0, trouble, round_s: 1, used_share: 0.5,
    reconnects: 0, writes: 0, late_ms_p50: 0, late_ms_p99: 0, late_ms_max: 0, errors: {},
  },
});

describe("reasons", () => {
  it("are words, and those that read the same are added up", () => {
    expect(reasonKey("exception_11")).toBe("reason_gateway");
    expect(reasonKey("exception_2")).toBe("reason_exception");
    expect(reasonKey("something_new")).toBe("reason_other");
    expect(errorRows({ wrong_unit: 2, wrong_echo: 3, crc: 1, no_reply: 0 })).toEqual([
      { key: "reason_wrong", count: 5 }, { key: "reason_crc", count: 1 },
    ]);
  });
});

describe("lines", () => {
  it("are silent only when nobody answers", () => {
    expect(lineState(line([station(true), station(false)]))).toBe("fine");
    expect(lineState(line([station(true), station(true)]))).toBe("silent");
    expect(lineState(line([station(false)], "wrong_mode_gateway"))).toBe("wrong_mode_gateway");
    expect(lineState(line([station(true)], "no_wire"))).toBe("no_wire");
  });
});

describe("trouble", () => {
  it("is a mute station, a wrong setting or an alarm about the line; else the line is folded", () => {
    const calm = line([station(false)]);
    expect(inTrouble(calm, [], [])).toBe(false);
    expect(inTrouble(line([station(true), station(false)]), [], [])).toBe(true);
    expect(silentOn(line([station(true), station(false)]))).toBe(1);
    const alarm = { place: "b", state: "acknowledged" } as Alarm;
    expect(inTrouble(calm, [], [alarm])).toBe(true);
    expect(inTrouble(calm, [], [{ ...alarm, state: "normal" } as Alarm])).toBe(false);
    expect(inTrouble(calm, [], [{ ...alarm, place: "a.comm_loss_action" }])).toBe(true);
    expect(inTrouble(calm, [{ device_id: "a" } as SettingFound], [])).toBe(true);
  });
});

describe("figures", () => {
  const state = line([]).state!;
  it("are shares of what was asked, missed periods included", () => {
    expect(figuresOf({ ...state, asked: 10, answered: 5, missed: 5, on_time: 5 }).on_time).toBe(50);
  });
  it("are nothing, never 0, where nobody measured", () => {
    const heard = { ...state, round_s: 0, worst_reply_ms: 0, used_share: 0 };
    expect(figuresOf(heard)).toEqual({ use: null, round_s: null, on_time: 100, jitter_ms: null, worst_ms: null });
    expect(figuresOf({ ...state, asked: 0 }).on_time).toBeNull();
    expect(figuresOf({ ...state, trouble: "no_wire" }).use).toBeNull();
    expect(figuresOf(null).jitter_ms).toBeNull();
  });
});

describe("spread of replies", () => {
  it("reaches one bucket beyond the bound and marks it", () => {
    const shape = spread([0, 0, 0, 0, 4, 1], edges, 300);
    expect(shape.bars).toHaveLength(11);
    expect(shape.bars[4]?.height).toBe(1);
    expect(shape.bars[5]?.height).toBe(0.5);
    expect(shape.bound).toBeCloseTo((9 + (300 - 256) / 256) / 11);
  });

  it("shows answers beyond the bound and works without one", () => {
    const late = spread(Array.from({ length: 16 }, (_, index) => (index === 12 ? 1 : 0)), edges, 300);
    expect(late.bars).toHaveLength(13);
    expect(late.bound).toBeLessThan(1);
    expect(spread([], edges, 0).bound).toBeNull();
  });
});
