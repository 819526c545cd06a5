import { expect, test } from "vitest";
import type { CheckNow, LiveTag } from "../src/api/shapes";
import { inCheck, leavesBlind } from "../src/live/checks";

const told = (minutes_left: number | null): CheckNow => ({ tag: "1-01.do_a", quantity: "do_a", by: "", minutes_left });
const live = (value: number | null, reason: string): LiveTag => ({ value, reason, status: "", ne107: "C", at_ms: 1 });

test("the live stream knows sooner than the page that is asked every ten seconds", () => {
  expect(inCheck(live(null, "function_check"), told(null))).toBe(true);
  expect(inCheck(live(8, ""), told(14))).toBe(false);
  expect(inCheck(live(null, "no_reply"), told(14))).toBe(false);
  expect(inCheck(undefined, told(14))).toBe(true);
});

test("taking out the last good probe is said before it is done", () => {
  const tags = ["1-01.do_a", "1-01.do_b", "1-01.temperature"];
  expect(leavesBlind("1-01.do_a", tags, () => true)).toBe(false);
  expect(leavesBlind("1-01.do_a", tags, (tag) => tag === "1-01.do_a")).toBe(true);
  expect(leavesBlind("1-01.do_a", ["1-01.do_a"], () => true)).toBe(true);
  expect(leavesBlind("1-01.temperature", tags, () => false)).toBe(false);
});
