/** JSON shapes of the books and of money, as the server sends them (api_books.py, api_money.py). */
import type { Words } from "../i18n/language";

export type EntryKind =
  | "STOCK_IN"
  | "FEED"
  | "MORT"
  | "SAMPLE_WEIGH"
  | "TRANSFER"
  | "HARVEST"
  | "SALE";
export type Entry = { kind: EntryKind } & Record<string, string | number | null>;
export interface EventEntry {
  event_id: string;
  happened_ms: number;
  entry: Entry;
  late_reason: string;
  confirmed: boolean;
}
export interface Finding {
  level: "error" | "warning";
  code: string;
  text: Words;
  do: Words;
}
export interface Checked {
  findings: Finding[];
  preview: Words;
}
export interface EventRow {
  event_id: string;
  seq: number;
  kind: string;
  happened_ms: number;
  written_ms: number;
  by: string;
  tank: string;
  batch: string;
  data: Record<string, unknown>;
  text: Words;
  reversed: boolean;
  correctable: boolean;
  constructed: boolean;
}
export interface EventList {
  events: EventRow[];
  more: boolean;
}
export interface Saved {
  event: EventRow;
  repeated: boolean;
  findings: Finding[];
}
export interface TankStockRow {
  tank: string;
  batches: string[];
  heads: number;
  biomass_kg: number;
  mean_weight_g: number;
  density_kg_m3: number;
  ration_kg_d: number;
}
export interface StockNow {
  at_ms: number;
  tanks: TankStockRow[];
  heads: number;
  biomass_kg: number;
}
export interface BatchRow {
  id: string;
  stocked_on: string;
  days: number;
  tanks: string[];
  stocked_heads: number;
  heads: number;
  biomass_kg: number;
  mean_weight_g: number;
  dead_heads: number;
  feed_kg: number;
  harvested_kg: number;
  harvested_heads: number;
  sold_kg: number;
  income_fen: number;
  survival_percent: number | null;
  fcr_bio: number | null;
  fcr_econ: number | null;
  closed: boolean;
  constructed: boolean;
}
export interface BatchList {
  batches: BatchRow[];
}
export interface YieldMonth {
  month: string;
  feed_kg: number;
  dead_heads: number;
  dead_kg: number;
  harvested_heads: number;
  harvested_kg: number;
  plan_kg: number;
  sold_kg: number;
  income_fen: number;
  energy_kwh: number;
  oxygen_kg: number;
}
export interface YieldReport {
  year: number;
  until: string;
  months: YieldMonth[];
  batches: BatchRow[];
  harvested_kg: number;
  plan_to_date_kg: number;
  yearly_plan_kg: number;
  required_standing_stock_kg: number;
  standing_stock_kg: number;
  kwh_per_kg: number | null;
  oxygen_per_kg_feed: number | null;
  price_fen_per_kg: number | null;
  notes: Words[];
  constructed: boolean;
}
export interface WaterfallStep {
  key: string;
  title: Words;
  amount_fen: number;
  total: boolean;
  why: Words;
  source: Words;
}
export interface ShareRow {
  household: string;
  members: number;
  weights_hundredths: number[];
  due_fen: number;
  held_fen: number;
  tax_fen: number | null;
  paid_fen: number | null;
  note: Words | null;
}
export type SplitName = "A_HAMILTON" | "B_PER_SHARE";
export interface DividendRun {
  id: string;
  title: Words;
  kind: string;
  spec: string;
  mode: SplitName;
  rate_fen_per_share: number | null;
  steps: WaterfallStep[];
  share_classes: string[];
  households: ShareRow[];
  total: ShareRow | null;
  checks: { ok: boolean; text: Words; detail: Words | null }[];
  open_points: { id: string; text: Words; do: Words; verified: boolean }[];
  vouchers: { account: string; debit_fen: number; credit_fen: number }[];
  prepared_by: string;
  prepared_ms: number | null;
  constructed: boolean;
}
export interface DividendHead {
  id: string;
  title: string;
  prepared_by: string;
  prepared_ms: number;
  constructed: boolean;
}
