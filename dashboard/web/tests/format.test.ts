import { describe, expect, it } from "vitest";
import { money, number, oxygen } from "../src/format/numbers";
import { age, duration, fromCivil, moment, toCivil } from "../src/format/times";

describe("numbers", () => {
  it("groups, keeps decimals and writes a true minus", () => {
    expect(number(1060)).toBe("1\u2009060");
    expect(number(-0.04, 1)).toBe("0.0");
    expect(number(-12.34, 1)).toBe("\u221212.3");
    expect(number(null)).toBe("–");
    expect(number(NaN)).toBe("–");
  });

  it("writes fen as yuan with commas", () => {
    expect(money(147180030)).toBe("1,471,800.30");
    expect(money(-11240000)).toBe("\u2212112,400.00");
    expect(money(null)).toBe("–");
  });

  it("shows two decimals of oxygen near a limit only", () => {
    expect(oxygen(7.94, [5, 6.5])).toBe("7.9");
    expect(oxygen(5.05, [5, 6.5])).toBe("5.05");
  });
});

describe("times", () => {
  const noon = Date.UTC(2026, 10, 18, 6, 26, 8);

  it("says ages and durations as people do", () => {
    expect(age(1000)).toBe("1 秒前");
    expect(age(12 * 60_000)).toBe("12 分前");
    expect(age(null)).toBe("–");
    expect(duration(160_000)).toBe("2 分 40 秒");
  });

  it("leaves out the day of today and names the year of another", () => {
    expect(moment(noon, noon, "Asia/Shanghai")).toBe("14:26");
    expect(moment(noon - 86_400_000, noon, "Asia/Shanghai")).toBe("11-17 14:26");
    expect(moment(noon - 400 * 86_400_000, noon, "Asia/Shanghai")).toMatch(/^2025-/);
  });

  it("turns civil time at the farm into UTC and back", () => {
    expect(toCivil(noon, "Asia/Shanghai")).toBe("2026-11-18T14:26");
    expect(fromCivil("2026-11-18T14:26", "Asia/Shanghai")).toBe(Date.UTC(2026, 10, 18, 6, 26));
  });
});
