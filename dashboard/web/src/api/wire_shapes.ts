/** JSON shapes of the wires, as the server sends them (dashboard/api_wires.py, api_calibration.py). */
import type { Words } from "../i18n/language";
import type { BusState } from "./shapes";

export interface StationState {
  asked: number;
  answered: number;
  misses_in_row: number;
  breaker_open: boolean;
  last_reason: string;
  writes: number;
  reply_ms_p50: number;
  reply_ms_p99: number;
  reply_ms_max: number;
  reply_bound_ms: number;
  reply_counts: number[];
}
export type Trust = "hardware" | "manual" | "code" | "specification" | "draft" | "unknown";
export interface StationNow {
  id: string;
  name: Words;
  profile: string;
  title: Words;
  trust: Trust;
  unit: number;
  period_s: number;
  enabled: boolean;
  life_support: boolean;
  state: StationState | null;
}
export interface LineNow {
  id: string;
  where: Words;
  kind: string;
  wire: string;
  baud: number | null;
  state: BusState | null;
  stations: StationNow[];
}
export interface SettingFound {
  device_id: string;
  key: string;
  unit: string;
  found: number | null;
  must_be: number[];
  reason: "not_stated" | "refused" | "differs";
  why: Words;
  comm_loss: boolean;
  life_support: boolean;
  outputs: string[];
}
export interface WiresNow {
  at_ms: number;
  controller: "live" | "away";
  edges_ms: number[];
  lines: LineNow[];
  findings: SettingFound[];
}
export interface CalibrationRow {
  device: string;
  procedure: string;
  calibrated_ms: number | null;
  result: "ADJUSTED" | "CHECKED" | "FAILED" | null;
  drift: string | null;
  unit: string;
  due_on: string | null;
  overdue: boolean;
  failed_ms: number | null;
}
export interface FeederDose {
  tag: string;
  name: Words;
  g_s: number;
  calibrated_on: string;
  due_on: string;
  overdue: boolean;
}
export interface CalibrationList {
  at_ms: number;
  devices: CalibrationRow[];
  feeders: FeederDose[];
}
