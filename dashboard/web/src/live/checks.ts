/** Whether somebody works on an instrument, and what that leaves of a tank's oxygen. Refuses to know rights. */
import type { CheckNow, LiveTag } from "../api/shapes";

export const FUNCTION_CHECK = "function_check";

/** By the live stream where it has spoken of the tag, else by the page's own answer. */
export function inCheck(tag: LiveTag | undefined, told: CheckNow): boolean {
  if (!tag) return told.minutes_left !== null;
  return tag.value === null && tag.reason === FUNCTION_CHECK;
}

/** True when no other oxygen probe of the tank is good: the tank runs blind meanwhile. */
export function leavesBlind(chosen: string, tags: readonly string[], isGood: (tag: string) => boolean): boolean {
  const probe = /\.do_[ab]$/;
  if (!probe.test(chosen)) return false;
  return !tags.some((tag) => tag !== chosen && probe.test(tag) && isGood(tag));
}
