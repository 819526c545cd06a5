/** A rule of distribution as a person would say it, without its code. Refuses to judge it. */
import { number } from "../format/numbers";
import { moneyTexts } from "../i18n/money";
import { farm } from "./farm";

const NAMED = ["reserve_bp", "min_reserve_bp", "reserve_base", "payout_bp", "tax_regime"] as const;
const VALUES = ["AFTER_LOSS", "BEFORE_LOSS", "NONE"] as const;

/** null for a rule this page has no words for: the server's own sentence is shown then. */
export function ruleText(id: string): string | null {
  const name = NAMED.find((one) => one === id);
  const rule = farm.value?.rules.find((one) => one.id === id);
  return name && rule ? moneyTexts(`rule_${name}`, { v: valueText(id, rule.value) }) : null;
}

function valueText(id: string, value: number | string): string {
  if (id.endsWith("_bp")) return `${number(Number(value) / 100, Number(value) % 100 ? 2 : 0)} %`;
  const known = VALUES.find((one) => one === value);
  return known ? moneyTexts(`value_${known}`) : String(value);
}
