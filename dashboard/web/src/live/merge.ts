/** Puts a message of the live stream on top of what is known. Refuses to know where it came from. */
import type { Alarm, BusState, Health, LiveState, LiveTag, OutputState } from "../api/shapes";

export interface LastGood {
  value: number;
  at_ms: number;
}

export interface Known {
  tags: Record<string, LiveTag>;
  outputs: Record<string, OutputState>;
  buses: Record<string, BusState>;
  /** Newest believed number of a tag that is Bad now: shown struck and dated, never as now. */
  lastGood: Record<string, LastGood>;
  now: {
    controller: "live" | "away" | "unknown";
    at_ms: number;
    revision: number;
    alarms: Alarm[];
    health: Health | null;
  };
}

export function nothingKnown(): Known {
  return {
    tags: {},
    outputs: {},
    buses: {},
    lastGood: {},
    now: { controller: "unknown", at_ms: 0, revision: 0, alarms: [], health: null },
  };
}

/** A full message replaces, a partial one adds; names a full message does not carry are gone. */
export function merge(known: Known, message: LiveState): void {
  if (message.full) {
    dropMissing(known.tags, message.tags);
    dropMissing(known.outputs, message.outputs);
    dropMissing(known.buses, message.buses);
  }
  for (const [name, last] of Object.entries(message.last)) {
    if ((known.lastGood[name]?.at_ms ?? 0) < last.at_ms) known.lastGood[name] = last;
  }
  for (const [name, tag] of Object.entries(message.tags)) {
    keepGood(known, name, known.tags[name]);
    keepGood(known, name, tag);
    known.tags[name] = tag;
  }
  Object.assign(known.outputs, message.outputs);
  Object.assign(known.buses, message.buses);
  known.now = {
    controller: message.controller,
    at_ms: message.at_ms,
    revision: message.revision,
    alarms: message.alarms,
    health: message.health,
  };
}

function keepGood(known: Known, name: string, tag: LiveTag | undefined): void {
  if (tag && tag.value !== null) known.lastGood[name] = { value: tag.value, at_ms: tag.at_ms };
}

function dropMissing(mine: Record<string, unknown>, theirs: Record<string, unknown>): void {
  for (const name of Object.keys(mine)) if (!(name in theirs)) delete mine[name];
}
