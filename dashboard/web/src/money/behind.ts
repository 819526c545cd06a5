/** Where a figure's source is looked at. Refuses to know the source. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ACCOUNT = /^(\d{3,4}) /;

export interface Whose {
  entity: string;
  year: number;
  runs: readonly string[];
}

/** The page that shows it, for a link; null for a paper or a fingerprint that is looked at elsewhere. */
export function pageOf(source: string, whose: Whose): string | null {
  if (UUID.test(source)) return `/examine?fact=${source}`;
  if (whose.runs.includes(source)) return `/dividend/run/${encodeURIComponent(source)}`;
  const account = ACCOUNT.exec(source)?.[1];
  if (!account) return null;
  const days = `first=${whose.year}-01-01&last=${whose.year}-12-31`;
  return `/books?entity=${encodeURIComponent(whose.entity)}&tab=vouchers&account=${account}&${days}`;
}

/** A long fingerprint or id is shown by its beginning. */
export const shortened = (source: string): string => (/^[0-9a-f]{64}$/.test(source) ? `${source.slice(0, 12)}…` : UUID.test(source) ? `${source.slice(0, 8)}…` : source);
