import { expect, test } from "vitest";
import type { Register } from "../src/api/money_shapes";
import { build, draftOf } from "../src/money/fields";
import { handFields, linesOf } from "../src/money/hand_voucher";
import { ruleFields, ruleRows } from "../src/money/rule_fields";
import { offeredFor, shareAct, type ShareScene } from "../src/money/share_acts";

const CHART = { system: "REC" as const, source: "", verified: true, accounts: [{ code: "102", name: "银行存款", kind: "ASSET" }, { code: "301", name: "资本", kind: "EQUITY" }] };
const FIELDS = handFields(CHART, [], "2026-01-02");
const LINES = { summary: "期初余额", day: "2026-01-02", "lines.n": "3", "lines.0.code": "102", "lines.0.debit": "1234567.89", "lines.1.code": "301", "lines.1.sub": "村 - 甲" };

test("a voucher balances to the fen, and an empty row is no line", () => {
  expect(build(FIELDS, { ...LINES, "lines.1.credit": "1234567.88" }).wrong.lines).toContain("0.01");
  const whole = build(FIELDS, { ...LINES, "lines.1.credit": "1234567.89" });
  expect(whole.wrong).toEqual({});
  expect(linesOf(whole.values.lines as never)).toEqual([{ code: "102", sub: [], amount_fen: 123456789 }, { code: "301", sub: ["村", "甲"], amount_fen: -123456789 }]);
});

test("a line has one side, and a wrong cell is told where it is", () => {
  expect(build(FIELDS, { ...LINES, "lines.1.credit": "1", "lines.1.debit": "1" }).wrong.lines).toContain("2");
  expect(Object.keys(build(FIELDS, { ...LINES, "lines.1.credit": "0", "lines.2.debit": "x" }).wrong)).toEqual(["lines.1.credit", "lines.2.code", "lines.2.debit"]);
  expect(Object.keys(build(FIELDS, { ...draftOf(FIELDS), summary: "期初余额" }).wrong)).toEqual(["lines"]);
});

const member = (holder: string, household: string, status = "ACTIVE") => ({ holder, household, standing: "MEMBER", status, status_title: { zh: "", en: "" }, hundredths: [100, 50], weight: 150, why: [] });
const REGISTER: Register = {
  entity: "v", day: "2026-01-02", classes: [{ name: "人口股", hundredths: 300 }, { name: "土地股", hundredths: 150 }], members: [member("M1", "H1"), member("M2", "H1", "ESTATE_PENDING"), member("M3", "H2")],
  households: 2, member_count: 3, total_hundredths: 450, cap_bp: null, over_cap: [], hash: "",
};
const about = (at: number): ShareScene => ({ register: REGISTER, today: "2026-01-02", holder: REGISTER.members[at]! });
const PAPER = { day: "2026-01-02", "proof.title": "决议" };

test("an estate goes to its heirs and no further than it reaches", () => {
  expect(offeredFor(about(1))).toContain("INHERIT");
  expect(offeredFor(about(0))).not.toContain("INHERIT");
  const act = shareAct("INHERIT", about(1));
  const draft = { ...PAPER, "heirs.n": "2", "heirs.0.heir": "M1", "heirs.0.lot0": "0.60", "heirs.1.heir": "M3", "heirs.1.lot0": "0.40", "heirs.1.lot1": "0.50" };
  expect(act.made(build(act.fields, draft).values)).toMatchObject({
    from_holder: "M2", heirs: [{ heir: "M1", lots: [{ share_class: "人口股", hundredths: 60 }] }, { heir: "M3", lots: [{ share_class: "人口股", hundredths: 40 }, { share_class: "土地股", hundredths: 50 }] }],
  });
  expect(build(act.fields, { ...draft, "heirs.0.lot0": "0.61" }).wrong.heirs).toContain("1.01");
});

test("shares are issued in one class at least, and a new household is not one that stands", () => {
  const issue = shareAct("ISSUE", about(0));
  expect(Object.keys(build(issue.fields, PAPER).wrong)).toEqual(["lot0"]);
  expect(issue.made(build(issue.fields, { ...PAPER, lot1: "1.5" }).values)).toEqual({ day: "2026-01-02", proof: { title: "决议" }, holder: "M1", lots: [{ share_class: "土地股", hundredths: 150 }] });
  const split = shareAct("HOUSEHOLD_SPLIT", about(0));
  expect(Object.keys(build(split.fields, { ...draftOf(split.fields), ...PAPER, new_household: "H2" }).wrong)).toEqual(["new_household"]);
  expect(split.made(build(split.fields, { ...draftOf(split.fields), ...PAPER, new_household: "H3" }).values)).toMatchObject({ household: "H1", new_household: "H3", holders: ["M1"] });
});

test("rules are whole basis points and fen, and what is left empty is no rule", () => {
  const filled = { "rule.discretionary_bp": "5", "rule.payout_bp": "87.25", "rule.votes_bp": "49.99", "rule.pay_months": "7", "rule.notice_days": "15", "rule.incentive_threshold": "1000000" };
  const fields = ruleFields("COMPANY");
  expect(Object.keys(build(fields, filled).wrong)).toEqual(["rule.votes_bp", "rule.pay_months"]);
  const rows = ruleRows(build(fields, { ...filled, "rule.votes_bp": "50", "rule.pay_months": "6" }).values, "决议");
  expect(Object.fromEntries(rows.map((row) => [row.key, row.value]))).toEqual({ discretionary_bp: 500, payout_bp: 8725, votes_bp: 5000, pay_months: 6, notice_days: 15, incentive_threshold: 100000000 });
});
