/** What a person asks the controller for, and how the answer is told. Rights are the server's. */
import { ref } from "vue";
import { api, failureOf } from "../api/client";
import { newId } from "../api/ids";
import type { Alarm, WishDone } from "../api/shapes";
import { failed, told } from "./toasts";

/** Ids being asked for now: a second press of the same button does nothing. */
export const asking = ref(new Set<string>());

/** True when the controller accepted; a refusal has been told to the person by then. */
async function wish(key: string, ask: (id: string) => Promise<WishDone>): Promise<boolean> {
  if (asking.value.has(key)) return false;
  asking.value.add(key);
  try {
    told((await ask(newId())).text);
    return true;
  } catch (thrown) {
    failed(failureOf(thrown));
    return false;
  } finally {
    asking.value.delete(key);
  }
}

const alarmPath = (alarm: Alarm, act: string): string => `alarms/${encodeURIComponent(alarm.id)}/${act}`;

export function acknowledge(alarm: Alarm): Promise<boolean> {
  return wish(alarm.id, (id) => api.post(alarmPath(alarm, "acknowledge"), { id }));
}

export function shelve(alarm: Alarm, minutes: number, reason: string): Promise<boolean> {
  return wish(alarm.id, (id) => api.post(alarmPath(alarm, "shelve"), { id, minutes, reason }));
}

export interface TakeWish {
  value: number;
  minutes: number;
  reason: string;
  expected_revision: number;
  second_name: string;
  second_password: string;
}

export function take(tag: string, what: TakeWish): Promise<boolean> {
  return wish(tag, (id) => api.post(`outputs/${tag}`, { id, ...what }));
}

export function release(tag: string): Promise<boolean> {
  return wish(tag, (id) => api.remove(`outputs/${tag}?id=${id}`));
}

export function startCheck(tag: string): Promise<boolean> {
  return wish(tag, (id) => api.post(`instruments/${tag}/check`, { id }));
}

export function endCheck(tag: string): Promise<boolean> {
  return wish(tag, (id) => api.remove(`instruments/${tag}/check?id=${id}`));
}

export function resetEmergency(tank: string, reason: string): Promise<boolean> {
  return wish(`reset ${tank}`, (id) => api.post(`tanks/${tank}/reset-emergency`, { id, reason }));
}

export function startLoop(system: string, reason: string): Promise<boolean> {
  return wish(`start ${system}`, (id) => api.post(`systems/${system}/start-loop`, { id, reason }));
}

export function leaveLifeSupport(reason: string): Promise<boolean> {
  return wish("leave", (id) => api.post("leave-life-support", { id, reason }));
}
