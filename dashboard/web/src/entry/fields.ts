/** Which fields each kind of record has, and how what was typed becomes an entry. */
import type { Entry, EntryKind } from "../api/book_shapes";

export const KINDS: readonly EntryKind[] = [
  "MORT", "FEED", "SAMPLE_WEIGH", "HARVEST", "SALE", "TRANSFER", "STOCK_IN",
];

export type FieldType = "tank" | "batch" | "new_batch" | "any_batch" | "heads" | "kg" | "yuan" | "text" | "cause";
export type Label =
  | "tank" | "from_tank" | "to_tank" | "batch" | "batch_new" | "heads" | "sample_heads" | "mass" | "sample_mass"
  | "mass_optional" | "net_mass" | "price" | "customer" | "ticket" | "supplier" | "quarantine" | "feed_lot" | "cause";
export type Wrong = "wrong_number" | "wrong_whole" | "wrong_needed" | "wrong_batch" | "wrong_same";

export interface Field {
  key: string;
  type: FieldType;
  label: Label;
  optional?: boolean;
}
/** What was typed, by key of the entry, as typed. */
export type Draft = Record<string, string>;

const TANK: Field = { key: "tank", type: "tank", label: "tank" };
const BATCH: Field = { key: "batch", type: "batch", label: "batch", optional: true };
const HEADS: Field = { key: "count_heads", type: "heads", label: "heads" };
const TICKET: Field = { key: "ticket_no", type: "text", label: "ticket", optional: true };
const MAYBE_MASS: Field = { key: "mass_g", type: "kg", label: "mass_optional", optional: true };

export const FIELDS: Record<EntryKind, readonly Field[]> = {
  MORT: [TANK, BATCH, HEADS, { key: "cause", type: "cause", label: "cause", optional: true }, MAYBE_MASS],
  FEED: [TANK, BATCH, { key: "mass_g", type: "kg", label: "mass" }, { key: "feed_lot", type: "text", label: "feed_lot", optional: true }],
  SAMPLE_WEIGH: [TANK, BATCH, { key: "sample_heads", type: "heads", label: "sample_heads" }, { key: "sample_mass_g", type: "kg", label: "sample_mass" }],
  HARVEST: [TANK, BATCH, HEADS, { key: "mass_g", type: "kg", label: "net_mass" }, TICKET],
  SALE: [
    { key: "batch", type: "any_batch", label: "batch" }, { key: "mass_g", type: "kg", label: "net_mass" },
    { key: "price_fen_per_kg", type: "yuan", label: "price" }, { key: "customer", type: "text", label: "customer" }, TICKET,
  ],
  TRANSFER: [
    { key: "from_tank", type: "tank", label: "from_tank" }, { key: "to_tank", type: "tank", label: "to_tank" },
    BATCH, HEADS, MAYBE_MASS,
  ],
  STOCK_IN: [
    TANK, { key: "batch", type: "new_batch", label: "batch_new" }, HEADS, { key: "mass_g", type: "kg", label: "mass" },
    { key: "supplier", type: "text", label: "supplier", optional: true }, { key: "quarantine_no", type: "text", label: "quarantine", optional: true },
  ],
};

/** The entry, or what is wrong with each field. */
export function build(kind: EntryKind, draft: Draft): { entry: Entry | null; wrong: Record<string, Wrong> } {
  const wrong: Record<string, Wrong> = {};
  const entry: Entry = { kind };
  for (const field of FIELDS[kind]) {
    const typed = (draft[field.key] ?? "").trim();
    if (!typed) {
      if (!field.optional) wrong[field.key] = field.type === "heads" ? "wrong_whole" : field.type === "kg" ? "wrong_number" : "wrong_needed";
      continue;
    }
    const value = read(field.type, typed);
    if (value === null) wrong[field.key] = field.type === "heads" ? "wrong_whole" : field.type === "new_batch" ? "wrong_batch" : "wrong_number";
    else entry[field.key] = value;
  }
  if (kind === "TRANSFER" && entry.to_tank && entry.to_tank === entry.from_tank) wrong.to_tank = "wrong_same";
  return { entry: Object.keys(wrong).length ? null : entry, wrong };
}

function read(type: FieldType, typed: string): string | number | null {
  if (type === "heads") return /^\d{1,8}$/.test(typed) && Number(typed) > 0 ? Number(typed) : null;
  if (type === "kg") return scaled(typed, 3, false);
  if (type === "yuan") return scaled(typed, 2, true);
  if (type === "new_batch") return /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/.test(typed) ? typed : null;
  return typed;
}

/** A decimal as a whole number of its smallest unit, without a float in between. */
export function scaled(typed: string, decimals: number, zero: boolean): number | null {
  const found = new RegExp(`^(\\d{1,9})(?:[.。](\\d{0,${decimals}}))?$`).exec(typed);
  if (!found) return null;
  const whole = Number((found[1] ?? "") + (found[2] ?? "").padEnd(decimals, "0"));
  return whole > 0 || (zero && whole === 0) ? whole : null;
}

/** A stored event as typed again, to put it right. */
export function draftOf(kind: EntryKind, data: Record<string, unknown>, tank: string, batch: string): Draft {
  const draft: Draft = { tank, batch };
  for (const field of FIELDS[kind]) {
    const value = data[field.key];
    if (value === null || value === undefined) continue;
    if (field.type === "kg") draft[field.key] = String(Number(value) / 1000);
    else if (field.type === "yuan") draft[field.key] = (Number(value) / 100).toFixed(2);
    else draft[field.key] = String(value);
  }
  return draft;
}
