/** Day or night colours: the system's until somebody chooses. */
import { computed, ref, watchEffect } from "vue";

const KEPT = "ras.palette";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const system = ref(dark.matches);
dark.addEventListener("change", () => (system.value = dark.matches));

const kept = localStorage.getItem(KEPT);
const chosen = ref<"day" | "night" | null>(kept === "day" || kept === "night" ? kept : null);

export const palette = computed<"day" | "night">(
  () => chosen.value ?? (system.value ? "night" : "day"),
);

export function togglePalette(): void {
  chosen.value = palette.value === "day" ? "night" : "day";
  localStorage.setItem(KEPT, chosen.value);
}

watchEffect(() => {
  document.documentElement.dataset.palette = palette.value;
});

/** A token's colour as it is now, for things drawn on a canvas. */
export function token(name: string): string {
  void palette.value;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
