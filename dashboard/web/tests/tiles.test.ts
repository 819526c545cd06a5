import { describe, expect, it } from "vitest";
import type { Alarm } from "../src/api/shapes";
import { onTop, toneOf, worstFirst } from "../src/live/tiles";

const words = { zh: "甲", en: "a" };
const alarm = (id: string, changes: Partial<Alarm>): Alarm => ({
  id, kind: "oxygen_low_1", place: "1-01", priority: 1, state: "unacknowledged", text: words, cause: words, consequence: words,
  action: words, value: null, limit: null, unit: "", since_ms: 0, changed_ms: 0, acknowledged_by: "", shelved_until_ms: null,
  shelved_by: "", inside: "", ...changes,
});

describe("alarms", () => {
  it("come worst first, unacknowledged before acknowledged, recovered last", () => {
    const list = [
      alarm("d", { state: "returned_unacknowledged" }), alarm("c", { priority: 2 }), alarm("b", { state: "acknowledged" }), alarm("a", {}),
    ];
    expect(worstFirst(list).map((one) => one.id)).toEqual(["a", "b", "c", "d"]);
  });

  it("are named inside the worse one, but a priority 1 is never hidden", () => {
    const list = [alarm("a", {}), alarm("b", { priority: 2, inside: "a" }), alarm("c", { inside: "a" }), alarm("d", { priority: 3, inside: "gone" })];
    expect(onTop(list).map((one) => one.id)).toEqual(["a", "c", "d"]);
  });

  it("colour only the value they are about", () => {
    const list = [alarm("a", { kind: "probe_lost", priority: 2 }), alarm("b", { kind: "minutes_to_4_low_1" })];
    expect(toneOf("1-01.oxygen", list)).toBe(1);
    expect(toneOf("1-01.temperature", list)).toBeNull();
    expect(toneOf("1-02.oxygen", list)).toBeNull();
  });
});
