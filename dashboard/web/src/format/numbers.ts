/** Numbers as people read them here. Refuses to know units and languages. */

const THIN = "\u2009";
const MINUS = "\u2212";
export const NONE = "–";

/** Fixed decimals, thin space between thousands, true minus; "–" for nothing. */
export function number(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return grouped(Math.abs(value).toFixed(decimals), THIN, value);
}

/** Fen as yuan with two decimals and commas; "–" for nothing. */
export function money(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return NONE;
  return grouped((Math.abs(fen) / 100).toFixed(2), ",", fen);
}

function grouped(digits: string, mark: string, value: number): string {
  const [whole = "", rest] = digits.split(".");
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, mark);
  const sign = value < 0 && /[1-9]/.test(digits) ? MINUS : "";
  return sign + marked + (rest === undefined ? "" : `.${rest}`);
}

/** Oxygen in a tile: one decimal, two within 0.1 of a limit. */
export function oxygen(value: number | null, limits: readonly number[]): string {
  const near = value !== null && limits.some((limit) => Math.abs(value - limit) <= 0.1);
  return number(value, near ? 2 : 1);
}

/** Kilograms, tonnes from 10 000 kg on. */
export function mass(kg: number | null): { value: string; unit: string } {
  if (kg === null) return { value: NONE, unit: "" };
  return kg >= 10_000 ? { value: number(kg / 1000, 1), unit: "t" } : { value: number(kg, 0), unit: "kg" };
}
