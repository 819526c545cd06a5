/** What an alarm says beside the name of its place. Refuses to know places. */

const BETWEEN = /^[\s,:，：、]+/;

/** The text without the place it begins with: the place stands in front of it already. */
export function withoutPlace(text: string, places: readonly string[]): string {
  for (const place of [...places].sort((a, b) => b.length - a.length)) {
    if (!place || !text.toLowerCase().startsWith(place.toLowerCase())) continue;
    const rest = text.slice(place.length);
    const bare = rest.replace(BETWEEN, "");
    if (bare && (bare !== rest || !/^[\w-]/.test(rest))) return bare;
  }
  return text;
}
