/** A voucher made by hand: its lines, each on one side, both sides equal to the fen. */
import type { Chart } from "../api/money_shapes";
import { money } from "../format/numbers";
import { bookTexts as t } from "../i18n/books";
import { hundredths, type Field, type Values } from "./fields";

export interface Line {
  code: string;
  sub: string[];
  amount_fen: number;
  about?: string;
}

const positive = (text: string): string | null => ((hundredths(text) ?? 0) > 0 ? null : t("hand_positive"));
const side = (row: Values, name: "debit" | "credit"): number => Number(row[name] ?? 0);
const total = (rows: readonly Values[], name: "debit" | "credit"): number => rows.reduce((sum, row) => sum + side(row, name), 0);

export function handFields(chart: Chart, subs: readonly string[], day: string): Field[] {
  const accounts = chart.accounts.map((one) => ({ value: one.code, text: `${one.code} ${one.name}` }));
  return [
    { key: "day", label: t("day"), kind: "day", start: day },
    { key: "summary", label: t("text"), kind: "text", check: (text) => (text.length < 2 ? t("hand_summary_short") : null) },
    {
      key: "lines", label: t("hand_lines"), hint: t("hand_lines_hint"), kind: "rows", least: 2, together, sum: balance,
      columns: [
        { key: "code", label: t("code"), kind: "choice", choices: accounts },
        { key: "debit", label: t("side_d"), kind: "yuan", optional: true, hint: " ", check: positive },
        { key: "credit", label: t("side_c"), kind: "yuan", optional: true, hint: " ", check: positive },
        { key: "sub", label: t("hand_sub"), kind: "text", optional: true, suggest: subs, as: (text) => text.split("-").map((one) => one.trim()).filter(Boolean) },
        { key: "about", label: t("hand_about"), kind: "text", optional: true },
      ],
    },
  ];
}

/** What is wrong with the lines together; null if they are a voucher. */
export function together(rows: readonly Values[]): string | null {
  const at = rows.findIndex((row) => (row.debit === undefined) === (row.credit === undefined));
  if (at >= 0) return t("hand_one_side", { n: at + 1 });
  return total(rows, "debit") === total(rows, "credit") ? null : t("hand_unequal", { d: money(total(rows, "debit")), c: money(total(rows, "credit")), v: money(Math.abs(total(rows, "debit") - total(rows, "credit"))) });
}

/** Both sides while they are being filled in. */
export function balance(rows: readonly Values[]): string {
  const [debit, credit] = [total(rows, "debit"), total(rows, "credit")];
  const sides = t("hand_sides", { d: money(debit), c: money(credit) });
  return debit === credit ? `${sides}${debit ? t("hand_equal") : ""}` : `${sides}${t("hand_differ", { v: money(Math.abs(debit - credit)) })}`;
}

/** The lines as the door takes them: debit positive, credit negative. */
export function linesOf(rows: readonly Values[]): Line[] {
  return rows.map((row) => ({
    code: String(row.code), sub: (row.sub as string[] | undefined) ?? [], amount_fen: side(row, "debit") - side(row, "credit"),
    ...(row.about === undefined ? {} : { about: String(row.about) }),
  }));
}
