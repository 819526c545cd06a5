/** What people fill in for an act about money: fields, what is wrong with them, and the values to send. */
import { number, money as yuan } from "../format/numbers";
import { forms as t } from "../i18n/forms";

export type FieldKind = "text" | "note" | "day" | "month" | "count" | "yuan" | "shares" | "choice" | "paper" | "password" | "digest" | "percent" | "many" | "rows";
export interface Choice {
  value: string;
  text: string;
}
export interface Field {
  key: string;
  label: string;
  kind: FieldKind;
  optional?: boolean;
  /** An optional field that other answers make needed. */
  neededWhen?: (draft: Draft) => boolean;
  hint?: string;
  choices?: Choice[];
  start?: string;
  /** What the chosen word becomes when it is sent. */
  as?: (value: string) => unknown;
  /** What is wrong with it beyond its kind; null for nothing. */
  check?: (value: string) => string | null;
  /** What may be meant, offered while one types. */
  suggest?: readonly string[];
  /** Of rows: what one row asks, how many are needed, what is wrong with all together, what they come to. */
  columns?: readonly Field[];
  least?: number;
  together?: (rows: readonly Values[]) => string | null;
  sum?: (rows: readonly Values[]) => string;
}
export type Values = Record<string, unknown>;
export type Draft = Record<string, string>;
export interface Built {
  values: Values;
  wrong: Record<string, string>;
  told: { label: string; text: string }[];
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
/** Between the answers of a field that takes several; nothing that is chosen holds it. */
export const MANY = "\n";
const HUNDREDTHS = /^-?\d{1,13}(\.\d{1,2})?$/;

export function draftOf(fields: readonly Field[]): Draft {
  return Object.fromEntries(fields.map((one) => (one.kind === "rows" ? [`${one.key}.n`, String(one.least ?? 1)] : [one.key, one.start ?? ""])));
}

/** Whole hundredths of what was typed with at most two decimals; no float on the way. */
export function hundredths(text: string): number | null {
  if (!HUNDREDTHS.test(text)) return null;
  const [whole = "0", rest = ""] = text.replace("-", "").split(".");
  const found = Number(whole) * 100 + Number(rest.padEnd(2, "0"));
  return text.startsWith("-") ? -found : found;
}

export function build(fields: readonly Field[], draft: Draft): Built {
  const built: Built = { values: {}, wrong: {}, told: [] };
  for (const field of fields) {
    if (field.kind === "paper") paper(field, draft, built);
    else if (field.kind === "rows") rows(field, draft, built);
    else plain(field, draft, built);
  }
  return built;
}

function plain(field: Field, draft: Draft, built: Built): void {
  const text = (draft[field.key] ?? "").trim();
  if (!text) {
    if (!field.optional || field.neededWhen?.(draft)) built.wrong[field.key] = t("empty");
    return;
  }
  const wrong = fault(field, text);
  if (wrong) built.wrong[field.key] = wrong;
  else {
    built.values[field.key] = valueOf(field, text);
    if (field.kind !== "password") built.told.push({ label: field.label, text: shown(field, text) });
  }
}

function fault(field: Field, text: string): string | null {
  if (field.kind === "day" && !DAY.test(text)) return t("not_a_day");
  if (field.kind === "month" && !MONTH.test(text)) return t("not_a_month");
  if (field.kind === "count" && !/^\d{1,9}$/.test(text)) return t("not_a_count");
  if (field.kind === "yuan" && hundredths(text) === null) return t("not_yuan");
  if (field.kind === "shares" && (hundredths(text) ?? -1) < 0) return t("not_shares");
  if (field.kind === "percent" && !((hundredths(text) ?? -1) >= 0 && hundredths(text)! <= 10_000)) return t("not_percent");
  return field.check?.(text) ?? null;
}

function valueOf(field: Field, text: string): unknown {
  if (field.as) return field.as(text);
  if (field.kind === "count") return Number(text);
  if (field.kind === "many") return text.split(MANY);
  return field.kind === "yuan" || field.kind === "shares" || field.kind === "percent" ? hundredths(text) : text;
}

function shown(field: Field, text: string): string {
  if (field.kind === "choice") return field.choices?.find((one) => one.value === text)?.text ?? text;
  if (field.kind === "many") return text.split(MANY).map((value) => field.choices?.find((one) => one.value === value)?.text ?? value).join("、");
  if (field.kind === "percent") return `${text} %`;
  if (field.kind === "shares") return `${number(hundredths(text)! / 100, 2)} ${t("shares")}`;
  if (field.kind === "yuan") return `${yuan(hundredths(text))} ${t("yuan")}`;
  if (field.kind === "count") return number(Number(text));
  return field.kind === "digest" ? `${text.slice(0, 12)}…` : text;
}

function paper(field: Field, draft: Draft, built: Built): void {
  const part = (name: string): string => (draft[`${field.key}.${name}`] ?? "").trim();
  const title = part("title");
  if (!title) {
    if (!field.optional || part("number") || part("day") || part("sha256")) built.wrong[field.key] = t("empty");
    return;
  }
  if (part("day") && !DAY.test(part("day"))) {
    built.wrong[field.key] = t("not_a_day");
    return;
  }
  const filled = Object.fromEntries(["title", "number", "day", "sha256"].map((name) => [name, part(name)]).filter(([, value]) => value));
  built.values[field.key] = filled;
  built.told.push({ label: field.label, text: [title, part("number"), part("day")].filter(Boolean).join(" ") });
}

/** The draft of one row by the keys of its columns. */
export function rowDraft(field: Field, draft: Draft, at: number): Draft {
  return Object.fromEntries((field.columns ?? []).map((one) => [one.key, draft[`${field.key}.${at}.${one.key}`] ?? ""]));
}

/** What is filled in of each row, whole or not; rows left empty do not count. */
export function filledRows(field: Field, draft: Draft): { at: number; built: Built }[] {
  return Array.from({ length: Number(draft[`${field.key}.n`]) }, (_, at) => ({ at, one: rowDraft(field, draft, at) }))
    .filter(({ one }) => Object.values(one).some((text) => text.trim()))
    .map(({ at, one }) => ({ at, built: build(field.columns ?? [], one) }));
}

function rows(field: Field, draft: Draft, built: Built): void {
  const found = filledRows(field, draft);
  for (const row of found) for (const [key, text] of Object.entries(row.built.wrong)) built.wrong[`${field.key}.${row.at}.${key}`] = text;
  if (found.some((row) => Object.keys(row.built.wrong).length)) return;
  const values = found.map((row) => row.built.values);
  const wrong = found.length < (field.least ?? 1) ? t("rows_least", { n: field.least ?? 1 }) : field.together?.(values);
  if (wrong) built.wrong[field.key] = wrong;
  else {
    built.values[field.key] = values;
    for (const row of found) built.told.push({ label: `${field.label} ${row.at + 1}`, text: row.built.told.map((one, at) => (at ? `${one.label} ${one.text}` : one.text)).join("　") });
  }
}
