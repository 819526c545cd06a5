/** Starts the page. */
import { createApp, watch } from "vue";
import App from "./App.vue";
import { router } from "./router";
import { startFlushing } from "./state/queue";
import { me, whySignedOut } from "./state/session";
import "./state/language_choice";
import "./state/palette";
import "./style/tokens.css";
import "./style/page.css";

watch(me, (person, before) => {
  const { path, fullPath } = router.currentRoute.value;
  if (!before || person || path === "/login") return;
  void router.push({ path: "/login", query: whySignedOut.value ? { next: fullPath } : {} });
});

startFlushing(() => me.value?.name ?? null);

createApp(App).use(router).mount("#page");
