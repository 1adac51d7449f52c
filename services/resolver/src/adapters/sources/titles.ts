/** A title with its version behind it, for services that keep them apart: `Harbour Lights (Live)`. */
export function fullTitle(title: string, version = ''): string {
  const words = version.trim();
  return words === '' || title.toLowerCase().includes(words.toLowerCase()) ? title : `${title} (${words})`;
}

/** The year that a date such as `2019-05-03` begins with. */
export function yearOf(date = ''): number | undefined {
  const [year] = /^\d{4}/.exec(date) ?? [];
  return year === undefined ? undefined : Number(year);
}
