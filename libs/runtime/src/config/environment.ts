/** Raw settings by key, as they stand in a file or in the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the text of an env file. Blank lines, comments and lines without "=" are skipped; a line is
 * split at its first "="; both sides are trimmed (behaviours 107, 108). A later line wins.
 */
export function parseEnvironmentText(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    const at = trimmed.indexOf('=');
    if (trimmed.startsWith('#') || at <= 0) continue;
    values[trimmed.slice(0, at).trim()] = trimmed.slice(at + 1).trim();
  }
  return values;
}
