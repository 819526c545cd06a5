/** The overview as polled, under the live values. One asker however many pages look. */
import { computed } from "vue";
import { api } from "../api/client";
import type { Overview } from "../api/shapes";
import { alarms, contact } from "../live/plant";
import { headline } from "../live/headline";
import { tilesOf, worstTanks, type TileView } from "../live/tiles";
import { tanks } from "./farm";
import { usePolled } from "./polling";

const EVERY_MS = 5000;

export function useGlance() {
  const polled = usePolled(() => api.get<Overview>("overview"), EVERY_MS);
  const tiles = computed(() => tilesOf(tanks.value, polled.data.value));
  const byId = computed(() => new Map(tiles.value.map((tile) => [tile.id, tile])));
  return {
    told: polled.data,
    failure: polled.failure,
    tiles,
    byId,
    worst: computed<TileView[]>(() => worstTanks(tiles.value)),
    line: computed(() => headline(tiles.value, alarms.value, contact.value === "live")),
  };
}
