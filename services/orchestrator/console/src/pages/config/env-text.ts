// The text of a settings file: what it sets, and the same text with another value. As the service reads it: a line is split at its
// first "=", both sides are trimmed, lines with # and lines without "=" are skipped, a later line wins.

const settingOf = (line: string): { readonly key: string; readonly value: string } | undefined => {
  const trimmed = line.trim();
  const at = trimmed.indexOf('=');
  if (trimmed.startsWith('#') || at <= 0) return undefined;
  return { key: trimmed.slice(0, at).trim(), value: trimmed.slice(at + 1).trim() };
};

const linesOf = (text: string): string[] => text.split(/\r?\n/);

/** What a text sets. */
export function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text.replace(/^\uFEFF/, ''))) {
    const found = settingOf(line);
    if (found !== undefined) values.set(found.key, found.value);
  }
  return values;
}

/** Where a key stands commented out, such as in the example that a fresh installation gets; the first such line. */
function exampleOf(lines: readonly string[], key: string): number {
  return lines.findIndex((line) => {
    const shown = /^\s*#+\s*(.*)$/.exec(line)?.[1];
    return shown !== undefined && settingOf(shown)?.key === key;
  });
}

const lastOf = (lines: readonly string[], key: string): number => lines.findLastIndex((line) => settingOf(line)?.key === key);

/**
 * The text with this value of the key. All else stays: comments, order, ends of lines. A key that is not set takes its place after
 * its example in a comment, or else at the end.
 */
export function withValue(text: string, key: string, value: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = linesOf(text);
  const written = `${key}=${value.replace(/[\r\n]+/g, ' ').trim()}`;
  const at = lastOf(lines, key);
  if (at >= 0) return lines.with(at, written).join(end);
  const example = exampleOf(lines, key);
  if (example >= 0) return lines.toSpliced(example + 1, 0, written).join(end);
  const isEnded = lines.at(-1)?.trim() === '';
  return (isEnded ? [...lines.slice(0, -1), written, ''] : [...lines, written, '']).join(end);
}

/** The text without the key, so that its default holds; comments stay. */
export function withoutKey(text: string, key: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return linesOf(text)
    .filter((line) => settingOf(line)?.key !== key)
    .join(end);
}
