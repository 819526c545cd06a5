/** Which pages this person sees, in the order of the header. */
import { computed } from "vue";
import { may } from "../state/session";
import type { IconName } from "../parts/Icon.vue";

export type PageName = "overview" | "tanks" | "alarms" | "production" | "yield" | "dividend" | "rules" | "books" | "shares" | "examine" | "devices" | "wires" | "wall";
interface Page {
  name: PageName;
  to: string;
  right: string;
  icon: IconName;
}

const ALL: Page[] = [
  { name: "overview", to: "/", right: "see_plant", icon: "home" },
  { name: "tanks", to: "/tanks", right: "see_plant", icon: "tank" },
  { name: "alarms", to: "/alarms", right: "see_plant", icon: "bell" },
  { name: "production", to: "/production", right: "see_books", icon: "pen" },
  { name: "yield", to: "/yield", right: "see_books", icon: "sheet" },
  { name: "dividend", to: "/dividend", right: "see_money", icon: "coins" },
  { name: "rules", to: "/rules", right: "see_money", icon: "sheet" },
  { name: "books", to: "/books", right: "see_money", icon: "sheet" },
  { name: "shares", to: "/shares", right: "see_money", icon: "people" },
  { name: "examine", to: "/examine", right: "see_own_audit", icon: "search" },
  { name: "devices", to: "/devices", right: "see_plant", icon: "gear" },
  { name: "wires", to: "/wires", right: "see_plant", icon: "wires" },
  { name: "wall", to: "/wall", right: "see_plant", icon: "screen" },
];

export const pages = computed(() => ALL.filter((page) => may(page.right)));
/** Where somebody starts: the first page of their role. */
export const firstPage = computed(() => pages.value[0]?.to ?? "/more");

/** Pages that are reached through the one of the dividend, whoever sees that one. */
export const OF_MONEY: readonly string[] = ["run", "rules", "books", "shares", "examine"];
