import { describe, expect, it } from "vitest";
import { nameOf } from "../src/api/take_file";

describe("the name of a file that is taken", () => {
  it("is the Chinese one, whole", () => {
    expect(nameOf("attachment; filename=\"dividend.pdf\"; filename*=UTF-8''%E5%88%86%E7%BA%A2_v-2026.pdf")).toBe("分红_v-2026.pdf");
  });
  it("is left to the browser where none is told", () => {
    expect(nameOf("attachment")).toBe("");
  });
});
