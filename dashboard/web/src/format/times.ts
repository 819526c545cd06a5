/** Times and ages as people read them here. Refuses to know the clock. */
import { catalogue } from "../i18n/language";
import { NONE } from "./numbers";

const words = catalogue({
  seconds_ago: ["{n} 秒前", "{n} s ago"],
  minutes_ago: ["{n} 分前", "{n} min ago"],
  hours_ago: ["{n} 小时前", "{n} h ago"],
  days_ago: ["{n} 天前", "{n} d ago"],
  s: ["{s} 秒", "{s} s"],
  m_s: ["{m} 分 {s} 秒", "{m} min {s} s"],
  m: ["{m} 分", "{m} min"],
  h_m: ["{h} 小时 {m} 分", "{h} h {m} min"],
  d_h: ["{d} 天 {h} 小时", "{d} d {h} h"],
  weekday: ["周日,周一,周二,周三,周四,周五,周六", "Sun,Mon,Tue,Wed,Thu,Fri,Sat"],
});

export function age(ms: number | null): string {
  if (ms === null) return NONE;
  const s = Math.max(1, Math.round(ms / 1000));
  if (s < 100) return words("seconds_ago", { n: s });
  if (s < 6000) return words("minutes_ago", { n: Math.round(s / 60) });
  if (s < 172_800) return words("hours_ago", { n: Math.round(s / 3600) });
  return words("days_ago", { n: Math.floor(s / 86_400) });
}

export function duration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const m = Math.floor(s / 60);
  if (s < 60) return words("s", { s });
  if (m < 10 && s % 60) return words("m_s", { m, s: s % 60 });
  if (m < 60) return words("m", { m });
  if (m < 2880) return words("h_m", { h: Math.floor(m / 60), m: m % 60 });
  return words("d_h", { d: Math.floor(m / 1440), h: Math.floor(m / 60) % 24 });
}

export interface Parts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Civil time at the farm. */
export function parts(ms: number, zone: string): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", weekday: "short", year: "numeric", month: "2-digit",
      day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    formats.set(zone, format);
  }
  const found: Record<string, string> = {};
  for (const part of format.formatToParts(ms)) found[part.type] = part.value;
  return { ...(found as unknown as Parts), weekday: DAYS.indexOf(found.weekday ?? "Sun") };
}

export function clockTime(ms: number, zone: string, seconds = false): string {
  const at = parts(ms, zone);
  return `${at.hour}:${at.minute}${seconds ? `:${at.second}` : ""}`;
}

export function weekdayDate(ms: number, zone: string): string {
  const at = parts(ms, zone);
  return `${at.month}-${at.day} ${words("weekday").split(",")[at.weekday]}`;
}

/** 14:26 today, 11-18 14:26 on another day, with the year in another year. */
export function moment(ms: number, now_ms: number | null, zone: string): string {
  const at = parts(ms, zone);
  const time = `${at.hour}:${at.minute}`;
  const now = now_ms === null ? null : parts(now_ms, zone);
  if (now && now.year === at.year && now.month === at.month && now.day === at.day) return time;
  if (now && now.year !== at.year) return `${at.year}-${at.month}-${at.day} ${time}`;
  return `${at.month}-${at.day} ${time}`;
}

/** Civil day of a time, ISO. */
export function civilDay(ms: number, zone: string): string {
  const at = parts(ms, zone);
  return `${at.year}-${at.month}-${at.day}`;
}

/** UTC milliseconds of a civil time at the farm, "2026-11-18T14:26". */
export function fromCivil(text: string, zone: string): number {
  const asUtc = Date.parse(`${text}:00Z`);
  const at = parts(asUtc, zone);
  const seen = Date.parse(`${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:00Z`);
  return asUtc - (seen - asUtc);
}

export function toCivil(ms: number, zone: string): string {
  const at = parts(ms, zone);
  return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
}
