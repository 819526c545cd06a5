/** Who wants to hear that the session ended; apart, so that the client needs no session. */
import type { Failure } from "../api/shapes";

let listener: (why: Failure | null) => void = () => undefined;

export function onSignedOut(told: (why: Failure | null) => void): void {
  listener = told;
}

export function signedOut(why: Failure | null): void {
  listener(why);
}
