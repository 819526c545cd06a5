/** A rule's value as people write it, with its unit. */
import { money, number } from "../format/numbers";
import { valueWord } from "../i18n/forms";
import { ruleTexts as t } from "../i18n/rules";

export function ruleValue(value: number | string, unit: string): string {
  if (typeof value === "string") return valueWord(value);
  if (unit === "bp") return `${number(value / 100, value % 100 ? 2 : 0)} %`;
  if (unit === "d") return t("days", { v: number(value) });
  if (unit === "months") return t("months", { v: number(value) });
  return unit === "fen" ? t("yuan", { v: money(value) }) : `${number(value)} ${unit}`.trim();
}
