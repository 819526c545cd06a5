/** SHA-256 of a file (FIPS 180-4): browsers give theirs only to pages on https, a farm's page is often on http. */

const FIRST_PRIMES = 64;
const K = roots(1 / 3);
const START = roots(1 / 2).slice(0, 8);

/** First 32 bits of the fractional parts of roots of the first 64 primes. */
function roots(power: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < FIRST_PRIMES; candidate++) {
    let prime = true;
    for (let by = 2; by * by <= candidate; by++) if (candidate % by === 0) prime = false;
    if (!prime) continue;
    const root = candidate ** power;
    found.push(((root - Math.floor(root)) * 2 ** 32) | 0);
  }
  return found;
}

const turned = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function mixed(state: number[], block: DataView, at: number): number[] {
  const w = new Int32Array(64);
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!, b = w[i - 2]!;
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((x, i) => (x + state[i]!) | 0);
}

export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(((bytes.length + 8) >> 6 << 6) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length * 8);
  let state = START;
  for (let at = 0; at < padded.length; at += 64) state = mixed(state, view, at);
  return state.map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}
