/**
 * Whether a locator can name a file below its root (behaviour 174), by its text alone; links are
 * judged on the opened file. Backslashes are plain characters of names on our systems, but one that
 * would climb or start at a root where they separate is refused all the same.
 */
export function isInsideLocator(locator: string): boolean {
  if (locator === '' || locator.includes('\0')) return false;
  if (/^[/\\]/.test(locator) || /^[A-Za-z]:[/\\]/.test(locator)) return false;
  return !locator.split(/[/\\]/).includes('..');
}

/** The last part of a locator: the name a player may show. */
export function fileNameOf(locator: string): string {
  return locator.slice(locator.lastIndexOf('/') + 1);
}
