/** Asks the server and turns every failure into a sentence. Refuses to know what is asked. */
import type { Failure } from "./shapes";
import { signedOut } from "../state/signed_out";
import { ownFailure } from "./own_failures";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly failure: Failure,
  ) {
    super(failure.text.en);
  }
  /** True when the server was never reached: nothing was done and it may be tried again. */
  get offline(): boolean {
    return this.status === 0;
  }
}

type Method = "GET" | "POST" | "DELETE";

async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`api/v1/${path}`, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, ownFailure("offline"));
  }
  const said = await readJson(answer);
  if (answer.ok && said !== undefined) return said as T;
  const failure = isFailure(said) ? said : null;
  if (answer.status === 401 && path !== "login") signedOut(failure);
  throw new ApiError(answer.status, failure ?? ownFailure("broken"));
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function isFailure(said: unknown): said is Failure {
  return typeof said === "object" && said !== null && "error" in said && "text" in said;
}

export const api = {
  get: <T>(path: string) => call<T>("GET", path),
  post: <T>(path: string, body: unknown) => call<T>("POST", path, body),
  remove: <T>(path: string) => call<T>("DELETE", path),
};

/** The failure inside anything thrown; a fault of the page itself is told as such. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ApiError) return thrown.failure;
  console.error(thrown);
  return ownFailure("broken");
}

export function query(params: Record<string, string | number | readonly string[] | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined || value === "") continue;
    if (typeof value === "object") value.forEach((one) => search.append(key, one));
    else search.append(key, String(value));
  }
  return search.toString();
}
