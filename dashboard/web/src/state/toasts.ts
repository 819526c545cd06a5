/** Short messages at the bottom: success for 6 s, failure until read. */
import { reactive } from "vue";
import type { Failure } from "../api/shapes";
import type { Words } from "../i18n/language";

export interface Toast {
  id: number;
  text: Words;
  do: Words | null;
  failed: boolean;
}

const SHOWN_MS = 6000;
let next = 1;
export const toasts = reactive<Toast[]>([]);

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

export function told(text: Words): void {
  const id = next++;
  toasts.push({ id, text, do: null, failed: false });
  window.setTimeout(() => dismiss(id), SHOWN_MS);
}

export function failed(failure: Failure): void {
  if (toasts.some((toast) => toast.failed && toast.text.en === failure.text.en)) return;
  toasts.push({ id: next++, text: failure.text, do: failure.do, failed: true });
}
