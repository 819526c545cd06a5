/** Who wants to hear that the session ended; apart, so that the client needs no session. */
let listener = (): void => undefined;

export function onSignedOut(told: () => void): void {
  listener = told;
}

export function signedOut(): void {
  listener();
}
