import { describe, expect, it } from "vitest";
import { build, draftOf, scaled } from "../src/entry/fields";
import { beyond, span } from "../src/trend/series";

describe("entries", () => {
  it("reads kilograms and yuan without a float in between", () => {
    expect(scaled("12.345", 3, false)).toBe(12345);
    expect(scaled("0.1", 3, false)).toBe(100);
    expect(scaled("36", 2, true)).toBe(3600);
    expect(scaled("0", 2, true)).toBe(0);
    expect(scaled("0", 3, false)).toBeNull();
    expect(scaled("1.2345", 3, false)).toBeNull();
    expect(scaled("-1", 3, false)).toBeNull();
  });

  it("builds an entry only when every field is right", () => {
    expect(build("MORT", { tank: "3-07", count_heads: "3" }).entry).toEqual({ kind: "MORT", tank: "3-07", count_heads: 3 });
    expect(build("MORT", { tank: "3-07", count_heads: "2.5" })).toMatchObject({ entry: null, wrong: { count_heads: "wrong_whole" } });
    expect(build("TRANSFER", { from_tank: "1-01", to_tank: "1-01", count_heads: "5" }).wrong.to_tank).toBe("wrong_same");
  });

  it("types a stored event again", () => {
    const draft = draftOf("SALE", { mass_g: 12345, price_fen_per_kg: 3600, customer: "甲" }, "", "26-04");
    expect(build("SALE", draft).entry).toEqual({ kind: "SALE", batch: "26-04", mass_g: 12345, price_fen_per_kg: 3600, customer: "甲" });
  });
});

describe("trends", () => {
  const limit = (side: "low" | "high", at: number, priority: 1 | 2 | 3 | 4) => ({ quantity: "oxygen", side, at, back: 0, delay_s: 0, priority, basis: "" });
  const limits = [limit("low", 4, 1), limit("low", 6.5, 3), limit("high", 14, 3)];

  it("names the class of the worst limit passed", () => {
    expect(beyond(7, limits)).toBeNull();
    expect(beyond(6, limits)).toBe(3);
    expect(beyond(3, limits)).toBe(1);
    expect(beyond(15, limits)).toBe(3);
  });

  it("spans what was measured, gaps left aside", () => {
    const lane = { tag: "1-01.oxygen", name: "", unit: "", decimals: 2, band: { low: 6.5, high: 14 }, target: 8, limits, tall: true };
    const [low, high] = span([7.8, null, 8.2], lane);
    expect(low).toBeLessThan(6.5);
    expect(high).toBeGreaterThan(8.2);
    expect(high).toBeLessThan(14);
  });
});
