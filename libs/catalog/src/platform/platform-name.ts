/**
 * Our name of a platform or source, from what a person or an earlier tool wrote: `QQMusicClient` is `qq`, ` Migu ` is
 * `migu` (behaviour 27).
 */
export function platformName(text: string): string {
  const trimmed = text.trim();
  const bare = trimmed.replace(/(?:Music)?Client$/, '');
  return (bare === '' ? trimmed : bare).toLowerCase();
}
