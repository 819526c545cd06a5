/** Which of the three layouts fits this window. */
import { ref } from "vue";

function matches(rule: string) {
  const list = window.matchMedia(rule);
  const found = ref(list.matches);
  list.addEventListener("change", () => (found.value = list.matches));
  return found;
}

/** Below the desk layout: the phone's order, one column or two. */
export const narrow = matches("(max-width: 1279px)");
