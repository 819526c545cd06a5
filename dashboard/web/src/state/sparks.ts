/** The last hour of a few tags, for small lines beside numbers. */
import { onUnmounted, shallowRef, watch, type Ref } from "vue";
import { api, query } from "../api/client";
import type { History } from "../api/shapes";
import { serverNow } from "../live/plant";

const HOUR_MS = 3_600_000;
const TAGS_MAX = 8;
const EVERY_MS = 30_000;

export type Sparks = Record<string, readonly (number | null)[]>;

export function useSparks(tags: Ref<readonly string[]>): Ref<Sparks> {
  const sparks = shallowRef<Sparks>({});
  let timer: number | undefined;

  async function load(): Promise<void> {
    window.clearTimeout(timer);
    const now = serverNow.value;
    if (now !== null && tags.value.length) {
      const groups = chunks(tags.value);
      const found = await Promise.all(groups.map((group) => hour(group, now)));
      sparks.value = Object.assign({}, ...found) as Sparks;
    }
    timer = window.setTimeout(load, now === null ? 1000 : EVERY_MS);
  }

  watch(() => tags.value.join(), load, { immediate: true });
  onUnmounted(() => window.clearTimeout(timer));
  return sparks;
}

function chunks(tags: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < tags.length; at += TAGS_MAX) groups.push(tags.slice(at, at + TAGS_MAX));
  return groups;
}

/** A line that cannot be had is simply not drawn: the number beside it stands for itself. */
async function hour(tags: string[], now: number): Promise<Sparks> {
  try {
    const to = Math.floor(now);
    const answer = await api.get<History>(`history?${query({ tag: tags, from: to - HOUR_MS, to, points: 60 })}`);
    return Object.fromEntries(answer.series.map((series) => [series.tag, series.value]));
  } catch {
    return {};
  }
}
