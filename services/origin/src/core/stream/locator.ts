/**
 * Whether the text of a locator stays below its root (behaviour 174); links are checked on the opened file.
 * Backslashes are ordinary characters on our systems, but a name is refused if it would climb or start at a root
 * where they are separators.
 */
export function isInsideLocator(locator: string): boolean {
  if (locator === '' || locator.includes('\0')) return false;
  if (/^[/\\]/.test(locator) || /^[A-Za-z]:[/\\]/.test(locator)) return false;
  return !locator.split(/[/\\]/).includes('..');
}

/** The last segment of a locator: the name a player may show. */
export function fileNameOf(locator: string): string {
  return locator.slice(locator.lastIndexOf('/') + 1);
}
