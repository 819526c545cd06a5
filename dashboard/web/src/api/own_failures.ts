/** Failures the page itself has to tell, because no server answered. */
import type { Failure } from "./shapes";

const OWN: Record<"offline" | "broken", Failure> = {
  offline: {
    error: "offline",
    text: { zh: "连不上服务器", en: "the server cannot be reached" },
    do: { zh: "检查网络后再试", en: "check the network and try again" },
  },
  broken: {
    error: "broken",
    text: { zh: "服务器的回答看不懂", en: "the server's answer cannot be read" },
    do: { zh: "刷新页面；再出现请报告", en: "reload the page; report it if it comes back" },
  },
};

export function ownFailure(which: "offline" | "broken"): Failure {
  return OWN[which];
}
