/** A string, or a number with all its digits. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * The same JSON with whole numbers beyond 2^53 as text: ids of pictures and of some songs have more digits than a number holds, and
 * would come out as the id of something else.
 */
export function withExactNumbers(json: string): string {
  return json.replace(token, (found) => (/^-?\d{16,}$/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found));
}
