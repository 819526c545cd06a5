/** Takes a file from the server into the browser's downloads; a refusal is told, never saved as the file. */
import { signedOut } from "../state/signed_out";
import { ApiError } from "./client";
import { ownFailure } from "./own_failures";
import type { Failure } from "./shapes";

export async function takeFile(path: string): Promise<void> {
  let answer: Response;
  let body: Blob;
  try {
    answer = await fetch(`api/v1/${path}`, { credentials: "same-origin" });
    body = await answer.blob();
  } catch {
    throw new ApiError(0, ownFailure("offline"));
  }
  if (!answer.ok) throw await refusal(answer.status, body);
  keep(body, nameOf(answer.headers.get("Content-Disposition") ?? ""));
}

/** The name people read, from a Content-Disposition (RFC 8187). */
export function nameOf(disposition: string): string {
  const told = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return told ? decodeURIComponent(told) : "";
}

async function refusal(status: number, body: Blob): Promise<ApiError> {
  const said: unknown = await body.text().then(JSON.parse).catch(() => null);
  const failure = typeof said === "object" && said !== null && "error" in said && "text" in said ? (said as Failure) : null;
  if (status === 401) signedOut(failure);
  return new ApiError(status, failure ?? ownFailure("broken"));
}

function keep(body: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(body);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
