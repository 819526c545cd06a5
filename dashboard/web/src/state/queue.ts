/** Entries written without a network: kept here, sent once each when it is back. */
import { computed, ref } from "vue";
import { ApiError, api } from "../api/client";
import type { EventEntry, Saved } from "../api/book_shapes";
import type { Failure } from "../api/shapes";

const KEPT = "ras.entries";
const EVERY_MS = 15_000;

export interface Waiting {
  owner: string;
  body: EventEntry;
  /** Why the server refused it; null: not sent yet. */
  failure: Failure | null;
}

export const waiting = ref<Waiting[]>(read());
export const stuck = computed(() => waiting.value.filter((one) => one.failure));
let sending = false;

function read(): Waiting[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as Waiting[]) : [];
  } catch {
    return [];
  }
}

function keep(): void {
  localStorage.setItem(KEPT, JSON.stringify(waiting.value));
}

export function enqueue(owner: string, body: EventEntry): void {
  waiting.value.push({ owner, body, failure: null });
  keep();
}

export function drop(id: string): void {
  waiting.value = waiting.value.filter((one) => one.body.event_id !== id);
  keep();
}

/** Send again as it is; the person has read why it was refused and means it. */
export function confirm(id: string): void {
  const one = waiting.value.find((each) => each.body.event_id === id);
  if (!one) return;
  one.failure = null;
  one.body.confirmed = true;
  keep();
}

/** Send what is waiting, under the name of the person who wrote it only. */
export async function flush(owner: string): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (const one of [...waiting.value]) {
      if (one.failure || one.owner !== owner) continue;
      if (!(await send(one))) return;
    }
  } finally {
    sending = false;
  }
}

async function send(one: Waiting): Promise<boolean> {
  try {
    await api.post<Saved>("events", one.body);
    drop(one.body.event_id);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.offline || thrown.status === 401 || thrown.status >= 500) return false;
    one.failure = thrown.failure;
    keep();
    return true;
  }
}

export function startFlushing(owner: () => string | null): void {
  const go = (): void => {
    const name = owner();
    if (name && waiting.value.length) void flush(name);
  };
  window.addEventListener("online", go);
  window.setInterval(go, EVERY_MS);
}
