/** JSON shapes of what is now, as the server sends them (dashboard/api_models.py, api_live.py, api_stream.py). */
import type { Words } from "../i18n/language";

export interface Failure {
  error: string;
  text: Words;
  do: Words;
  fields?: Record<string, Words>;
  /** Every reason of a rule of money, each with its code. */
  problems?: { code: string; text: Words }[];
}
export interface Me {
  name: string;
  display: Words;
  roles: string[];
  may: string[];
  kind: "person" | "token";
  expires_ms: number | null;
}
export type Stage = "nursery" | "pregrow" | "growout" | "holding" | "empty";
export type Priority = 1 | 2 | 3 | 4;
export interface TankInfo {
  id: string;
  volume_m3: number;
  stage: Stage;
  tags: string[];
}
export interface SystemInfo {
  id: string;
  name: Words;
  tanks: TankInfo[];
  tags: string[];
  flow_target_m3_h: number | null;
}
export interface QuantityInfo {
  zh: string;
  en: string;
  unit: string;
  place: "tank" | "system" | "farm" | "line" | "station";
  kind: "measured" | "output" | "counter" | "derived" | "health";
  low: number;
  high: number;
  decimals: number;
  life_support: boolean;
}
export interface Band {
  low: number | null;
  high: number | null;
}
export interface Limit {
  quantity: string;
  side: "low" | "high";
  at: number;
  back: number;
  delay_s: number;
  priority: Priority;
  basis: string;
}
export interface FarmInfo {
  id: string;
  name: Words;
  note: Words | null;
  timezone: string;
  systems: SystemInfo[];
  farm_tags: string[];
  quantities: Record<string, QuantityInfo>;
  limits: Limit[];
  normal: Record<string, Band>;
  oxygen_target_mg_l: number;
  emergency_open_mg_l: number;
  feeding_stops_below_mg_l: number;
  meals: string[];
  on_call: { post: Words; order: number }[];
  rules: { id: string; value: number | string; unit: string; verified: boolean; source: string }[];
  yearly_plan_kg: number;
  species: Words;
  death_causes: Record<string, Words>;
  /** Where a device, line or output is, by its id. */
  places: Record<string, Words>;
  constructed: boolean;
}
export type Ne107 = "ok" | "F" | "C" | "S" | "M";
export interface LiveTag {
  value: number | null;
  status: string;
  ne107: Ne107;
  at_ms: number;
  reason: string;
}
export type AlarmState =
  | "unacknowledged"
  | "acknowledged"
  | "returned_unacknowledged"
  | "shelved"
  | "normal";
export interface Alarm {
  id: string;
  kind: string;
  place: string;
  priority: Priority;
  state: AlarmState;
  text: Words;
  cause: Words;
  consequence: Words;
  action: Words;
  value: number | null;
  limit: number | null;
  unit: string;
  since_ms: number;
  changed_ms: number;
  acknowledged_by: string;
  shelved_until_ms: number | null;
  shelved_by: string;
  inside: string;
}
export interface OutputState {
  wanted: number | null;
  actual: number | null;
  rank: "safe" | "law" | "operator" | "interlock" | "none";
  by: string;
  why: Words;
  stage: "idle" | "sent" | "read_back" | "confirmed" | "failed";
  until_ms: number | null;
  revision: number;
}
export interface BusState {
  asked: number;
  answered: number;
  missed: number;
  on_time: number;
  worst_reply_ms: number;
  wrong_rejected: number;
  trouble: string;
  round_s: number;
  used_share: number;
  reconnects: number;
  writes: number;
  late_ms_p50: number;
  late_ms_p99: number;
  late_ms_max: number;
  errors: Record<string, number>;
}
export interface Health {
  mode: "normal" | "degraded" | "life_support" | "hands_off";
  tick: number;
  tick_late_ms_max: number;
  tick_work_ms: number;
  started_ms: number;
  disk: "ok" | "failing";
  disk_text: string;
  dropped_samples: number;
}
export interface LiveState {
  full: boolean;
  controller: "live" | "away";
  at_ms: number;
  age_s: number | null;
  revision: number;
  tags: Record<string, LiveTag>;
  outputs: Record<string, OutputState>;
  alarms: Alarm[];
  health: Health | null;
  buses: Record<string, BusState>;
  /** In a full message: last numbers of tags that are Bad now. */
  last: Record<string, { value: number; at_ms: number }>;
}
export interface Tile {
  id: string;
  system: string;
  oxygen_mg_l: number | null;
  status: string;
  oxygen_at_ms: number | null;
  minutes_to_4: number | null;
  falling: boolean;
  trend_mg_l_min: number | null;
  priority: Priority | null;
  unacknowledged: boolean;
  manual_minutes: number | null;
  feeding_stopped: boolean;
  stage: Stage;
  batch: string;
  heads: number;
  biomass_kg: number;
  density_kg_m3: number;
}
export interface Overview {
  at_ms: number;
  controller: "live" | "away";
  age_s: number | null;
  tiles: Tile[];
  worst: string[];
  systems: {
    id: string;
    flow_m3_h: number | null;
    temperature_c: number | null;
    ph: number | null;
    co2_mg_l: number | null;
  }[];
  fed_today_kg: number;
  ration_today_kg: number;
}
export interface ValueNow {
  tag: string;
  quantity: string;
  unit: string;
  target: number | null;
  normal: Band;
}
export interface OutputNow {
  tag: string;
  quantity: string;
  unit: string;
  state: OutputState;
  minutes_left: number | null;
  low: number;
  high: number;
  life_support: boolean;
  off_needs_second: boolean;
}
export interface CheckNow {
  tag: string;
  quantity: string;
  by: string;
  minutes_left: number | null;
}
export interface TankBook {
  batches: string[];
  heads: number;
  biomass_kg: number;
  mean_weight_g: number;
  density_kg_m3: number;
  ration_kg_d: number;
  fed_today_kg: number;
  dead_today: number;
  dead_7_days: number;
  dead_30_days: number;
  stocked_on: string;
}
export interface TankPage {
  tile: Tile;
  values: ValueNow[];
  outputs: OutputNow[];
  checks: CheckNow[];
  alarms: Alarm[];
  book: TankBook;
  previous: string | null;
  next: string | null;
}
export interface WishDone {
  id: string;
  accepted: boolean;
  code: string;
  text: Words;
}
export interface HistorySeries {
  tag: string;
  unit: string;
  at_ms: number[];
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  status: string[];
}
export interface History {
  from_ms: number;
  to_ms: number;
  every_ms: number;
  series: HistorySeries[];
}
