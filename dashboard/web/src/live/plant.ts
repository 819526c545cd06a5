/** The one live stream of the page, merged, with the server's time. Refuses to know pages. */
import { computed, ref, shallowReactive, shallowRef } from "vue";
import type { Alarm, LiveState } from "../api/shapes";
import { ServerClock } from "./clock";
import { merge, nothingKnown, type Known } from "./merge";
import { judge, type Contact, type Shown } from "./quality";

/** The server speaks at least every 5 s; longer silence is a cut line. */
const CUT_AFTER_MS = 8000;
const BEAT_MS = 500;

const clock = new ServerClock();
const known: Known = emptyReactive();
const now = shallowRef(known.now);
const pageNow = ref(performance.now());
const heardAt = ref<number | null>(null);
let source: EventSource | null = null;
let beat: number | undefined;
let retry: number | undefined;

function emptyReactive(): Known {
  const empty = nothingKnown();
  return {
    tags: shallowReactive(empty.tags),
    outputs: shallowReactive(empty.outputs),
    buses: shallowReactive(empty.buses),
    lastGood: empty.lastGood,
    now: empty.now,
  };
}

export function connect(): void {
  disconnect();
  beat = window.setInterval(() => (pageNow.value = performance.now()), BEAT_MS);
  open();
}

function open(): void {
  source = new EventSource("api/v1/live");
  source.addEventListener("state", (event) => {
    take(JSON.parse((event as MessageEvent<string>).data) as LiveState);
  });
  source.onerror = () => {
    if (source?.readyState !== EventSource.CLOSED) return; // the browser retries by itself
    retry = window.setTimeout(open, 3000);
  };
}

function take(message: LiveState): void {
  merge(known, message);
  now.value = known.now;
  pageNow.value = performance.now();
  heardAt.value = pageNow.value;
  clock.hear(message.at_ms, message.age_s, pageNow.value);
}

export function disconnect(): void {
  source?.close();
  source = null;
  window.clearInterval(beat);
  window.clearTimeout(retry);
  heardAt.value = null;
  clock.forget();
  merge(known, { ...nothingKnown().now, controller: "away", full: true, age_s: null, tags: {}, outputs: {}, buses: {}, last: {} });
  for (const name of Object.keys(known.lastGood)) delete known.lastGood[name];
  now.value = nothingKnown().now;
}

/** Server time in UTC milliseconds; null before anything was heard. */
export const serverNow = computed(() => clock.now(pageNow.value));
export const heardAnything = computed(() => heardAt.value !== null);
/** "cut": the stream is silent; "away": the server is there, the controller is not. */
export const contact = computed<Contact>(() => {
  if (heardAt.value === null || pageNow.value - heardAt.value > CUT_AFTER_MS) return "cut";
  return now.value.controller === "live" ? "live" : "away";
});
/** Since the last word of the controller. */
export const dataAge = computed(() =>
  serverNow.value === null || !now.value.at_ms ? null : Math.max(0, serverNow.value - now.value.at_ms),
);
export const plant = { tags: known.tags, outputs: known.outputs, buses: known.buses };
export const health = computed(() => now.value.health);
export const alarms = computed<Alarm[]>(() => now.value.alarms);

export function shown(tag: string): Shown {
  return judge(known.tags[tag], known.lastGood[tag], serverNow.value, contact.value);
}

/** Number of a tag only if it may be shown as now. */
export function valueNow(tag: string): number | null {
  const one = shown(tag);
  return one.look === "good" || one.look === "uncertain" ? one.value : null;
}
