/** The organisations on record and the farm's civil day. Refuses to know runs, books and shares. */
import { computed, shallowRef } from "vue";
import { api } from "../api/client";
import type { PartyList } from "../api/money_shapes";
import { usePolled } from "./polling";

const known = shallowRef<PartyList | null>(null);

/** The farm's civil day as the office counts it, ISO; "" before it is known. */
export const today = computed(() => known.value?.day ?? "");
export const parties = computed(() => known.value?.parties ?? []);
/** Those whose books are kept here. */
export const keepers = computed(() => parties.value.filter((one) => one.accounting !== null));
export const titleOf = (entity: string): string => parties.value.find((one) => one.entity === entity)?.title ?? entity;
export const systemOf = (entity: string) => parties.value.find((one) => one.entity === entity)?.accounting ?? null;

/** Asked again on every page that shows them. */
export function useParties() {
  return usePolled(async () => {
    known.value = await api.get<PartyList>("parties");
    return known.value;
  }, 0);
}
