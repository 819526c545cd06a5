/** The farm's structure, which does not change while the page is open. Refuses to know values. */
import { computed, shallowRef } from "vue";
import { api } from "../api/client";
import type { Alarm, FarmInfo, Limit, QuantityInfo, SystemInfo, TankInfo } from "../api/shapes";
import { language, say } from "../i18n/language";
import { withoutPlace } from "../live/alarm_text";

export const farm = shallowRef<FarmInfo | null>(null);

export async function loadFarm(): Promise<void> {
  farm.value ??= await api.get<FarmInfo>("farm");
}

export function forgetFarm(): void {
  farm.value = null;
}

export const zone = computed(() => farm.value?.timezone ?? "Asia/Shanghai");
export const tanks = computed<TankInfo[]>(() => farm.value?.systems.flatMap((one) => one.tanks) ?? []);

export function systemOf(tank: string): SystemInfo | undefined {
  return farm.value?.systems.find((system) => system.tanks.some((one) => one.id === tank));
}

export function quantityOf(tag: string): QuantityInfo | undefined {
  return farm.value?.quantities[tag.slice(tag.indexOf(".") + 1)];
}

export function quantityName(key: string): string {
  const row = farm.value?.quantities[key];
  return row ? row[language.value] : key;
}

export function limitsOf(quantity: string): Limit[] {
  return farm.value?.limits.filter((limit) => limit.quantity === quantity) ?? [];
}

/** Place as people say it: 3-07, 2 号系统, 全场; of a device, line or output the place it is at. */
export function placeName(place: string): string {
  if (place === "farm") return language.value === "zh" ? "全场" : "Farm";
  const system = farm.value?.systems.find((one) => one.id === place);
  if (system) return say(system.name);
  const around = farm.value?.places[place] ?? farm.value?.places[place.slice(0, place.indexOf("."))];
  return around ? say(around) : place;
}

/** What an alarm says, to be put behind the name of its place. */
export function alarmText(alarm: Alarm): string {
  const head = alarm.place.split(".")[0] ?? "";
  const own = tanks.value.some((tank) => tank.id === head) ? [head, `${head} 池`, `tank ${head}`] : [];
  return withoutPlace(say(alarm.text), [placeName(alarm.place), ...own]);
}

/** A tag as people say it: place and quantity. */
export function tagName(tag: string): string {
  const dot = tag.indexOf(".");
  return `${placeName(tag.slice(0, dot))} ${quantityName(tag.slice(dot + 1))}`;
}
