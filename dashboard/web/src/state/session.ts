/** Who is signed in and what they may do. Refuses to know pages. */
import { ref } from "vue";
import { api, ApiError } from "../api/client";
import type { Failure, Me } from "../api/shapes";
import { connect, disconnect } from "../live/plant";
import { forgetFarm, loadFarm } from "./farm";
import { onSignedOut } from "./signed_out";

const NAME_KEY = "ras.name";

export const me = ref<Me | null>(null);
/** Told on the sign-in page: a phone that changed its network is asked for the password once more. */
export const whySignedOut = ref<Failure | null>(null);

/** Who signed in here last: at night only the password is to be typed. */
export function lastName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // a browser that keeps nothing asks for the name again
  }
}

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

onSignedOut((why) => {
  whySignedOut.value = why?.error === "address_changed" ? why : null;
  end();
});

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
  whySignedOut.value = null;
  remember(name);
}

export async function signOut(): Promise<void> {
  try {
    await api.post("logout", {});
  } finally {
    end();
  }
}
