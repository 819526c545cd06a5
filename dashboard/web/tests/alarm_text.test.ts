import { describe, expect, it } from "vitest";
import { withoutPlace } from "../src/live/alarm_text";

describe("text of an alarm beside its place", () => {
  it("does not say the place again", () => {
    expect(withoutPlace("1-07 池 溶解氧 A、水温 无应答", ["1-07 池"])).toBe("溶解氧 A、水温 无应答");
    expect(withoutPlace("tank 1-07, oxygen A: no answer", ["tank 1-07"])).toBe("oxygen A: no answer");
    expect(withoutPlace("1-07 看不到溶氧", ["1-07", "1-07 池", "tank 1-07"])).toBe("看不到溶氧");
    expect(withoutPlace("1 号系统水流中断", ["1 号系统"])).toBe("水流中断");
    expect(withoutPlace("system 1: no water flow", ["System 1"])).toBe("no water flow");
  });

  it("stays whole where the place is another one, or all there is", () => {
    expect(withoutPlace("1-070 看不到溶氧", ["1-07"])).toBe("1-070 看不到溶氧");
    expect(withoutPlace("溶氧低", ["1-07"])).toBe("溶氧低");
    expect(withoutPlace("1-07 池", ["1-07 池"])).toBe("1-07 池");
    expect(withoutPlace("市电中断", ["", "全场"])).toBe("市电中断");
  });
});
