/** JSON shapes of runs, rules, books, registers and examinations (dashboard/money/*_shapes.py). */
import type { Words } from "../i18n/language";

export interface StepOpen {
  kind: string;
  title: Words;
  right: string;
  may: boolean;
}
export type RunState =
  | "DRAFT" | "COMPUTED" | "REVIEWED" | "PUBLICISED" | "APPROVED" | "POSTED" | "PAID" | "RECONCILED" | "CLOSED" | "SUPERSEDED" | "REVERSED";
export type AccountingName = "REC" | "COOP" | "COMPANY";
export type PurposeName = "YEAR" | "SUPPLEMENTARY" | "CORRECTION";
export interface RunHead {
  run: string;
  entity: string;
  year: number;
  system: AccountingName;
  purpose: PurposeName;
  of_run: string | null;
  supersedes: string | null;
  counter_run: string | null;
  state: RunState;
  state_title: Words;
  prepared_by: string;
  reviewed_by: string;
  approved_by: string;
  rejected: string;
  gross_fen: number | null;
  next: StepOpen[];
  barred: string[];
}
export interface StepShown {
  kind: string;
  title: Words;
  day: string;
  actor: string;
  deed_id: string;
  note: string | null;
}
export interface Objection {
  id: string;
  objector: string;
  text: string;
  day: string;
  upheld: boolean | null;
  decision: string | null;
  decided_by: string | null;
}
export interface DayShown {
  key: string;
  title: Words;
  day: string;
  limit: "FROM" | "UNTIL";
  article: Words;
}
export interface RunShown {
  head: RunHead;
  steps: StepShown[];
  objections: Objection[];
  inputs_hash: string | null;
  result_hash: string | null;
  calendar: DayShown[];
}
export interface FigureShown {
  key: string;
  title: Words;
  amount_fen: number;
  how: Words;
  article: Words;
  rule: string | null;
  verified: boolean | null;
  behind: string[];
}
export interface VoucherLine {
  account: string;
  debit_fen: number;
  credit_fen: number;
}
export interface Figures {
  entity: string;
  year: number;
  system: AccountingName;
  mode: string | null;
  figures: FigureShown[];
  checks: { id: string; ok: boolean }[];
  parts: { name: string; pool_fen: number; rate_fen_per_share: number | null; hundredths: number }[];
  holders: number;
  households: number;
  gross_fen: number;
  tax_fen: number;
  payable_fen: number;
  held_fen: number;
  residual_fen: number;
  vouchers: VoucherLine[][];
  inputs_hash: string;
  result_hash: string;
}
export interface Noted {
  code: string;
  text: Words;
}
export interface Preview {
  figures: Figures;
  warnings: Noted[];
  open_questions: Noted[];
}
export interface LineOfHolder {
  holder: string;
  household: string;
  name: string;
  weight: number;
  by_part_fen: number[];
  gross_fen: number;
  tax_fen: number;
  held_fen: number;
  net_fen: number;
  status: string;
  waits: Words | null;
  /** Told only where one holder or household is asked for. */
  why: FigureShown[];
}
export interface LineList {
  run: string;
  parts: string[];
  lines: LineOfHolder[];
}
export interface PaymentRow {
  payment: string;
  batch: string;
  holder: string;
  payee: string;
  amount_fen: number;
  status: "PAID" | "FAILED" | "RETURNED" | null;
}
export interface Payments {
  run: string;
  net_owed_fen: number;
  paid_fen: number;
  pending_fen: number;
  open_fen: number;
  held_fen: number;
  withheld_fen: number;
  held: Record<string, number>;
  overpaid: Record<string, number>;
  payments: PaymentRow[];
}
export interface Paper {
  title: string;
  number?: string | null;
  day?: string | null;
  sha256?: string | null;
}
export interface RuleRow {
  key: string;
  value: number | string;
  unit: string;
  title: Words;
  article: Words;
  source: string;
  verified: boolean;
  signed_by: string | null;
  allowed: string;
  required: boolean;
}
export interface RuleSet {
  entity: string;
  version: string;
  system: AccountingName;
  first_day: string;
  last_day: string | null;
  in_force: boolean;
  entered_by: string;
  proof: Paper;
  deed_id: string;
  rows: RuleRow[];
  unverified: number;
}
export interface ProposedRow {
  key: string;
  value: number | string;
  unit: string;
  source: string;
  effective_from: string;
}
export interface RulesShown {
  day: string;
  adopted: boolean;
  sets: RuleSet[];
  proposed: ProposedRow[];
  guarantees: { entity: string; contract: string; guarantor: string; mode: string; amount_fen: number; account: string; document: string }[];
  decisions: { point: number; done: Words }[];
}
export interface Question {
  id: string;
  text: Words;
  asked_of: Words;
  document: Words;
  stage: "COMPUTE" | "PUBLICISE" | "EXPORT" | "UPLIFT";
  choices: string[];
  answer: { choice: string; answered_by: string; document: string; deed_id: string } | null;
}
export interface QuestionList {
  entity: string;
  day: string;
  questions: Question[];
}
export interface Party {
  entity: string;
  title: string;
  kind: string;
  kind_title: Words;
  accounting: AccountingName | null;
  registered_fen: number;
  paid_in: { payer: string; paid_in_fen: number; deeds: string[] }[];
  offices: { person: string; role: string; title: Words; since: string; until: string | null; deed_id: string }[];
  conflicts: Words[];
}
export interface PartyList {
  day: string;
  parties: Party[];
  logins: { login: string; person: string }[];
}
export interface ShareHolder {
  holder: string;
  household: string;
  standing: string;
  status: string;
  status_title: Words;
  hundredths: number[];
  weight: number;
  why: string[][];
}
export interface Register {
  entity: string;
  day: string;
  classes: { name: string; hundredths: number }[];
  members: ShareHolder[];
  households: number;
  member_count: number;
  total_hundredths: number;
  cap_bp: number | null;
  over_cap: string[];
  hash: string;
}
export interface RegisterEntry {
  seq: number;
  deed_id: string;
  kind: string;
  day: string;
  recorded_day: string;
  actor: string;
  text: Words;
  data: Record<string, unknown>;
}
export interface Period {
  entity: string;
  first_day: string;
  last_day: string;
  status: "OPEN" | "SOFT_CLOSED" | "CLOSED";
}
export interface Voucher {
  entry_id: string;
  day: string;
  summary: string;
  lines: { account: string; amount_fen: number; batch: string | null; about: string | null; mass_g: number | null }[];
  total_fen: number;
  source: "fact" | "month" | "run" | "hand";
  run: string | null;
  fact: string | null;
  basis: string | null;
  corrects: string | null;
}
export interface BalanceRow {
  account: string;
  code: string;
  debit_fen: number;
  credit_fen: number;
  balance_fen: number;
}
export interface TrialBalance {
  entity: string;
  until: string | null;
  rows: BalanceRow[];
  debit_fen: number;
  credit_fen: number;
}
export interface Chart {
  system: AccountingName;
  source: string;
  verified: boolean;
  accounts: { code: string; name: string; kind: string }[];
}
export interface MissingOfMonth {
  month: string;
  code: string;
  text: Words;
}
export interface DueShown {
  entity: string;
  vouchers: Voucher[];
  missing: MissingOfMonth[];
  posted: number[];
}
export interface BankRow {
  row_id: string | null;
  entry_id: string | null;
  day: string;
  amount_fen: number;
  text: string;
}
export interface BankShown {
  entity: string;
  account: string;
  rows: number;
  repeated: number;
  matched: number;
  suggested: { row: BankRow; booked: BankRow; confirmed: boolean }[];
  bank_only: BankRow[];
  book_only: BankRow[];
  bank_fen: number | null;
  book_fen: number;
  adjusted_bank_fen: number | null;
  adjusted_book_fen: number;
  agrees: boolean;
  claimed: boolean;
}
export type TrailKind = "FIGURE" | "RUN" | "VOUCHER" | "EVENT" | "TICKET" | "DEED" | "MISSING";
export interface TrailStep {
  kind: TrailKind;
  id: string;
  text: Words;
  day: string | null;
  amount_fen: number | null;
  seq: number | null;
  whole: boolean;
  facts: Record<string, unknown> | null;
  below: TrailStep[];
}
export interface ChainHead {
  chain: string;
  title: Words;
  seq: number;
  hash: string;
}
export interface Verdict {
  sound: boolean;
  problems: Noted[];
  untold: number;
  heads: ChainHead[];
  turnover: { period: string; vouchers: number; debit_fen: number; credit_fen: number }[];
  rechecked: number;
}
export interface Anchor {
  line: string;
  fingerprint: string;
  at: string;
  signed: boolean;
  heads: ChainHead[];
}
export interface CalendarShown {
  entity: string;
  version: string;
  posted: string;
  steps: DayShown[];
  warnings: Words[];
}
