/** How a value may be shown: plain, dotted, struck or not at all. Refuses to know its unit. */
import type { LiveTag } from "../api/shapes";
import type { LastGood } from "./merge";

/** A tag not refreshed for this long is old: the controller repeats everything each minute. */
export const STALE_AFTER_MS = 90_000;

export type Contact = "live" | "away" | "cut";
export type Look = "good" | "uncertain" | "struck" | "none";
export type QualityWord =
  | "good"
  | "estimated"
  | "single"
  | "doubtful"
  | "maintenance"
  | "stale"
  | "line_cut"
  | "out_of_range"
  | "probe_failed"
  | "device_failed"
  | "calibrating"
  | "waiting"
  | "misconfigured"
  | "no_controller"
  | "no_server"
  | "not_fitted";

export interface Shown {
  value: number | null;
  look: Look;
  word: QualityWord;
  /** Milliseconds since the number was measured; null: no number was ever heard. */
  age_ms: number | null;
}

const BY_STATUS: Record<string, QualityWord> = {
  UncertainSubstituteValue: "estimated",
  UncertainSubNormal: "single",
  UncertainSensorNotAccurate: "maintenance",
  BadNoCommunication: "line_cut",
  BadCommunicationError: "line_cut",
  BadTimeout: "line_cut",
  BadNotConnected: "line_cut",
  BadOutOfRange: "out_of_range",
  BadDecodingError: "device_failed",
  BadDeviceFailure: "device_failed",
  BadSensorFailure: "probe_failed",
  BadOutOfService: "calibrating",
  BadWaitingForInitialData: "waiting",
  BadConfigurationError: "misconfigured",
};

export function qualityWord(status: string): QualityWord {
  if (status === "Good") return "good";
  return BY_STATUS[status] ?? (status.startsWith("Uncertain") ? "doubtful" : "device_failed");
}

/** What may be shown of a tag now. A number is plain only while everything on its way is alive. */
export function judge(
  tag: LiveTag | undefined,
  last: LastGood | undefined,
  now_ms: number | null,
  contact: Contact,
): Shown {
  if (!tag) return { value: null, look: "none", word: "not_fitted", age_ms: null };
  const age = (at_ms: number): number | null =>
    now_ms === null || !at_ms ? null : Math.max(0, now_ms - at_ms);
  if (tag.value === null) return struck(last, qualityWord(tag.status), age);
  const mine = { value: tag.value, at_ms: tag.at_ms };
  if (contact !== "live") return struck(mine, contact === "away" ? "no_controller" : "no_server", age);
  const age_ms = age(tag.at_ms);
  if (age_ms !== null && age_ms > STALE_AFTER_MS) return struck(mine, "stale", age);
  const look = tag.status.startsWith("Uncertain") ? "uncertain" : "good";
  return { value: tag.value, look, word: qualityWord(tag.status), age_ms };
}

function struck(
  last: LastGood | undefined,
  word: QualityWord,
  age: (at_ms: number) => number | null,
): Shown {
  if (!last) return { value: null, look: "none", word, age_ms: null };
  return { value: last.value, look: "struck", word, age_ms: age(last.at_ms) };
}
