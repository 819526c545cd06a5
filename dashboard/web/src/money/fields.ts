/** What people fill in for an act about money: fields, what is wrong with them, and the values to send. */
import { number, money as yuan } from "../format/numbers";
import { forms as t } from "../i18n/forms";

export type FieldKind = "text" | "note" | "day" | "month" | "count" | "yuan" | "shares" | "choice" | "paper" | "password" | "digest";
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
}
export type Draft = Record<string, string>;
export interface Built {
  values: Record<string, unknown>;
  wrong: Record<string, string>;
  told: { label: string; text: string }[];
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const HUNDREDTHS = /^-?\d{1,13}(\.\d{1,2})?$/;

export function draftOf(fields: readonly Field[]): Draft {
  return Object.fromEntries(fields.map((one) => [one.key, one.start ?? ""]));
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
  return field.check?.(text) ?? null;
}

function valueOf(field: Field, text: string): unknown {
  if (field.as) return field.as(text);
  if (field.kind === "count") return Number(text);
  return field.kind === "yuan" || field.kind === "shares" ? hundredths(text) : text;
}

function shown(field: Field, text: string): string {
  if (field.kind === "choice") return field.choices?.find((one) => one.value === text)?.text ?? text;
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
