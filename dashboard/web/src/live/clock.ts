/** The server's clock, carried on between its messages. Refuses to read any clock itself. */

const KEPT = 12;
const SPEED_MIN = 0.2;
const SPEED_MAX = 2000;

interface Heard {
  server_ms: number;
  page_ms: number;
}

/** Knows what time it is at the server, also when its clock runs faster than ours. */
export class ServerClock {
  private heard: Heard[] = [];

  /** `at_ms`: stamp of the message; `age_s`: how old that stamp was; `page_ms`: our own clock. */
  hear(at_ms: number, age_s: number | null, page_ms: number): void {
    const server_ms = at_ms + (age_s ?? 0) * 1000;
    const last = this.heard.at(-1);
    if (last && server_ms < last.server_ms - 5000) this.heard = [];
    this.heard.push({ server_ms, page_ms });
    if (this.heard.length > KEPT) this.heard.shift();
  }

  get speed(): number {
    const first = this.heard[0];
    const last = this.heard.at(-1);
    if (!first || !last || last.page_ms - first.page_ms < 1500) return 1;
    const speed = (last.server_ms - first.server_ms) / (last.page_ms - first.page_ms);
    return Math.min(SPEED_MAX, Math.max(SPEED_MIN, Math.abs(speed - 1) < 0.3 ? 1 : speed));
  }

  /** Server time; null before the first message. */
  now(page_ms: number): number | null {
    const last = this.heard.at(-1);
    return last ? last.server_ms + (page_ms - last.page_ms) * this.speed : null;
  }

  forget(): void {
    this.heard = [];
  }
}
