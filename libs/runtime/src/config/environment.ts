/** Raw settings by key, as in a file or in the process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A line of an env file that sets a key. */
export interface EnvironmentLine {
  /** From 1. */
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

/**
 * The lines of an env file that set something, in order. Blank lines, comments and lines without "=" are
 * skipped; a line is split at its first "="; both sides are trimmed (behaviours 107, 108).
 */
export function environmentLines(text: string): EnvironmentLine[] {
  const lines: EnvironmentLine[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const trimmed = line.trim();
    const at = trimmed.indexOf('=');
    if (trimmed.startsWith('#') || at <= 0) continue;
    lines.push({ line: index + 1, key: trimmed.slice(0, at).trim(), value: trimmed.slice(at + 1).trim() });
  }
  return lines;
}

/** The settings of an env file, see `environmentLines`; a later line wins. `checkSettings` reports keys set twice. */
export function parseEnvironmentText(text: string): Record<string, string> {
  // Without a prototype, `__proto__` is a key like any other.
  const values: Record<string, string> = Object.create(null);
  for (const { key, value } of environmentLines(text)) values[key] = value;
  return values;
}
