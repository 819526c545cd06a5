import { expect, test } from "vitest";
import { build, hundredths, type Field } from "../src/money/fields";
import { pageOf } from "../src/money/behind";

test("yuan become whole fen without a float on the way", () => {
  expect(hundredths("1234.5")).toBe(123450);
  expect(hundredths("0.29")).toBe(29);
  expect(hundredths("-70.07")).toBe(-7007);
  for (const wrong of ["1.234", "1e3", "", "12,000", "1."]) expect(hundredths(wrong)).toBeNull();
});

test("a paper needs its title, a rejection its reason, and nothing is invented for what is empty", () => {
  const fields: Field[] = [
    { key: "accepted", label: "a", kind: "choice", choices: [], as: (value) => value === "true" },
    { key: "note", label: "n", kind: "note", optional: true, neededWhen: (draft) => draft.accepted === "false" },
    { key: "proof", label: "p", kind: "paper", optional: true },
  ];
  expect(build(fields, { accepted: "true" })).toMatchObject({ values: { accepted: true }, wrong: {} });
  expect(Object.keys(build(fields, { accepted: "false", "proof.number": "1" }).wrong)).toEqual(["note", "proof"]);
  expect(build(fields, { accepted: "false", note: "x", "proof.title": "t", "proof.day": "2026-01-02" }).values.proof).toEqual({ title: "t", day: "2026-01-02" });
});

test("a figure's source opens where it is kept", () => {
  const whose = { entity: "村", year: 2025, runs: ["c-1"] };
  expect(pageOf("501 经营收入", whose)).toBe("/books?entity=%E6%9D%91&tab=vouchers&account=501&first=2025-01-01&last=2025-12-31");
  expect(pageOf("c-1", whose)).toBe("/dividend/run/c-1");
  expect(pageOf("277b6b35-90c1-520d-a25f-1267c47a4ec0", whose)).toBe("/examine?fact=277b6b35-90c1-520d-a25f-1267c47a4ec0");
  expect(pageOf("税务答复 2025-3", whose)).toBeNull();
});
