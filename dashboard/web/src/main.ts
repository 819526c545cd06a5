/** Starts the page. */
import { createApp, watch } from "vue";
import App from "./App.vue";
import { router } from "./router";
import { startFlushing } from "./state/queue";
import { me } from "./state/session";
import "./state/language_choice";
import "./state/palette";
import "./style/tokens.css";
import "./style/page.css";

watch(me, (person, before) => {
  if (before && !person && router.currentRoute.value.path !== "/login") void router.push("/login");
});

startFlushing(() => me.value?.name ?? null);

createApp(App).use(router).mount("#page");
