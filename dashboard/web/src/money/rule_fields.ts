/** The rules that a set of each kind of organisation must say, and how each is filled in. Refuses to judge them. */
import type { AccountingName } from "../api/money_shapes";
import { valueWord } from "../i18n/forms";
import { ruleTexts as t } from "../i18n/rules";
import { hundredths, type Field, type Values } from "./fields";

type Key = Parameters<typeof t>[0];
/** Key, kind of answer, and whether it may be left out; records/rules/parameters.py judges the values. */
const RULES: Record<"COMPANY" | "COOP", readonly (readonly [string, Field["kind"], boolean?])[]> = {
  COMPANY: [
    ["discretionary_bp", "percent"], ["payout_bp", "percent"], ["votes_bp", "percent"], ["pay_months", "count"], ["notice_days", "count"],
    ["incentive_threshold", "yuan", true], ["incentive_bp", "percent", true], ["income_tax_bp", "percent", true],
  ],
  COOP: [["reserve_bp", "percent"], ["patronage_bp", "percent"], ["tax_regime", "choice"], ["tax_basis", "text"], ["notice_days", "count"]],
};
const REGIMES = ["NONE", "WITHHOLD_20"] as const;
const LIMITS: Record<string, (text: string) => string | null> = {
  votes_bp: (text) => ((hundredths(text) ?? 0) >= 5000 ? null : t("votes_low")),
  pay_months: (text) => (Number(text) >= 1 && Number(text) <= 6 ? null : t("pay_months_range")),
};

export const adoptable = (system: AccountingName | null): system is "COMPANY" | "COOP" => system === "COMPANY" || system === "COOP";

export function ruleFields(system: "COMPANY" | "COOP"): Field[] {
  return RULES[system].map(([key, kind, optional]) => ({
    key: `rule.${key}`, label: label(system, key), kind, optional, check: LIMITS[key],
    ...(kind === "choice" ? { choices: REGIMES.map((value) => ({ value, text: valueWord(value) })) } : {}),
  }));
}

const label = (system: "COMPANY" | "COOP", key: string): string => t((system === "COOP" && (key === "notice_days" || key === "reserve_bp") ? `k_coop_${key}` : `k_${key}`) as Key);

/** What was filled in, as the rows of a set; each has the resolution as its source. */
export function ruleRows(values: Values, source: string): { key: string; value: unknown; source: string }[] {
  return Object.entries(values).filter(([key]) => key.startsWith("rule.")).map(([key, value]) => ({ key: key.slice("rule.".length), value, source }));
}
