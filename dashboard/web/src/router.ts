/** Addresses of the pages and the right each asks for. The server checks every right again. */
import { createRouter, createWebHashHistory } from "vue-router";
import { resume } from "./state/session";
import Overview from "./pages/Overview.vue";

export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: "/login", component: () => import("./pages/Login.vue"), meta: { bare: true } },
    { path: "/", component: Overview, meta: { right: "see_plant", name: "overview" } },
    { path: "/tanks", component: () => import("./pages/Tanks.vue"), meta: { right: "see_plant", name: "tanks" } },
    { path: "/tank/:id", component: () => import("./pages/Tank.vue"), meta: { right: "see_plant", name: "tanks" } },
    { path: "/alarms", component: () => import("./pages/Alarms.vue"), meta: { right: "see_plant", name: "alarms" } },
    { path: "/production", component: () => import("./pages/Production.vue"), meta: { right: "see_books", name: "production" } },
    { path: "/entry/:kind?", component: () => import("./pages/Entry.vue"), meta: { right: "add_record", name: "entry" } },
    { path: "/yield", component: () => import("./pages/Yield.vue"), meta: { right: "see_books", name: "yield" } },
    { path: "/dividend", component: () => import("./pages/Dividend.vue"), meta: { right: "see_money", name: "dividend" } },
    { path: "/dividend/run/:run", component: () => import("./pages/Run.vue"), meta: { right: "see_money", name: "run" } },
    { path: "/rules", component: () => import("./pages/Rules.vue"), meta: { right: "see_money", name: "rules" } },
    { path: "/books", component: () => import("./pages/Books.vue"), meta: { right: "see_money", name: "books" } },
    { path: "/shares", component: () => import("./pages/Shares.vue"), meta: { right: "see_money", name: "shares" } },
    { path: "/examine", component: () => import("./pages/Examine.vue"), meta: { right: "see_own_audit", name: "examine" } },
    { path: "/devices", component: () => import("./pages/Devices.vue"), meta: { right: "see_plant", name: "devices" } },
    { path: "/wires", component: () => import("./pages/Wires.vue"), meta: { right: "see_plant", name: "wires" } },
    { path: "/more", component: () => import("./pages/More.vue"), meta: { name: "more" } },
    { path: "/wall", component: () => import("./pages/Wall.vue"), meta: { right: "see_plant", bare: true } },
    { path: "/:rest(.*)*", component: () => import("./pages/Missing.vue") },
  ],
});

router.beforeEach(async (to) => {
  if (to.path === "/login") return true;
  try {
    if (await resume()) return true;
  } catch {
    // the server is away: the sign-in page says so when it is tried
  }
  return { path: "/login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
});
