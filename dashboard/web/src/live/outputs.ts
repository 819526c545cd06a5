/** The value of an output as people say it. Refuses to command anything. */
import { NONE, number } from "../format/numbers";
import { states } from "../i18n/states";

const MOVES = new Set(["feeder", "drum", "siren", "heartbeat"]);

export function outputText(quantity: string, unit: string, value: number | null): string {
  if (value === null) return NONE;
  if (unit) return quantity.startsWith("pump") || quantity === "fan" ? `${number(value, 1)} ${unit}` : `${number(value, 0)} ${unit}`;
  const on = value >= 0.5;
  return MOVES.has(quantity) ? states(on ? "running" : "stopped") : states(on ? "open" : "closed");
}

/** Whether a value switches the output off, as the server judges it (dashboard/two_people.py). */
export function isOff(unit: string, value: number, low: number): boolean {
  return unit === "" ? value < 0.5 : value <= Math.max(low, 0);
}
