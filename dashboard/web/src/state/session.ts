/** Who is signed in and what they may do. Refuses to know pages. */
import { ref } from "vue";
import { api, ApiError } from "../api/client";
import type { Me } from "../api/shapes";
import { connect, disconnect } from "../live/plant";
import { forgetFarm, loadFarm } from "./farm";
import { onSignedOut } from "./signed_out";

export const me = ref<Me | null>(null);

export function may(right: string): boolean {
  return me.value?.may.includes(right) ?? false;
}

async function begin(person: Me): Promise<void> {
  me.value = person;
  await loadFarm();
  if (may("see_plant")) connect();
}

function end(): void {
  me.value = null;
  disconnect();
  forgetFarm();
}

onSignedOut(end);

/** Take up a session this browser already has; false: nobody is signed in. */
export async function resume(): Promise<boolean> {
  if (me.value) return true;
  try {
    await begin(await api.get<Me>("me"));
    return true;
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 401) return false;
    throw thrown;
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  await begin(await api.post<Me>("login", { name, password }));
}

export async function signOut(): Promise<void> {
  try {
    await api.post("logout", {});
  } finally {
    end();
  }
}
