/** Asks again every so often while a page is shown. Refuses to know what. */
import { onMounted, onUnmounted, ref, shallowRef, watch, type WatchSource } from "vue";
import { failureOf } from "../api/client";
import type { Failure } from "../api/shapes";

/** `every_ms` 0: only once and when `when` changes. The newest answer wins. */
export function usePolled<T>(ask: () => Promise<T>, every_ms: number, when?: WatchSource) {
  const data = shallowRef<T | null>(null);
  const failure = ref<Failure | null>(null);
  let timer: number | undefined;
  let round = 0;

  async function load(): Promise<void> {
    const mine = ++round;
    window.clearTimeout(timer);
    try {
      const answer = await ask();
      if (mine !== round) return;
      data.value = answer;
      failure.value = null;
    } catch (thrown) {
      if (mine !== round) return;
      failure.value = failureOf(thrown);
    }
    if (every_ms && mine === round) timer = window.setTimeout(load, every_ms);
  }

  if (when) {
    watch(when, () => {
      data.value = null;
      void load();
    });
  }
  onMounted(load);
  onUnmounted(() => {
    round = -1;
    window.clearTimeout(timer);
  });
  return { data, failure, load };
}
