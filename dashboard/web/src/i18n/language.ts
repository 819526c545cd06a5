/** Which language is shown and how a text is chosen. Refuses to know any text. */
import { ref } from "vue";

export interface Words {
  zh: string;
  en: string;
}
export type Language = "zh" | "en";
export type Params = Record<string, string | number>;

export const language = ref<Language>("zh");

/** The text in the language shown; "" for no text. */
export function say(words: Words | null | undefined): string {
  return words ? words[language.value] : "";
}

export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

/** One subject's texts: key -> [Chinese, English]; answers in the language shown. */
export function catalogue<K extends string>(rows: Record<K, readonly [string, string]>) {
  return (key: K, params: Params = {}): string =>
    fill(rows[key][language.value === "zh" ? 0 : 1], params);
}
