/** Remembers which language somebody chose on this device. */
import { watchEffect } from "vue";
import { language } from "../i18n/language";

const KEPT = "ras.language";

if (localStorage.getItem(KEPT) === "en") language.value = "en";

export function toggleLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
  localStorage.setItem(KEPT, language.value);
}

watchEffect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
});
