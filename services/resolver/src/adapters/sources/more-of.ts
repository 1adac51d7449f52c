/** Longer values, such as lyrics or lists of rights, are not worth keeping with every song. */
const longestValue = 500;
/** For all of them, as JSON. */
const longestTogether = 3000;

/**
 * What a service says beyond the fields that its source reads, as `SourceTrack.more`: short values under the service's own names,
 * in the service's order, until there are too many.
 * @param read the fields that the source has read
 */
export function moreOf(answer: object, read: readonly string[]): Record<string, unknown> {
  const more: Record<string, unknown> = {};
  let together = 0;
  for (const [name, value] of Object.entries(answer)) {
    if (read.includes(name) || saysNothing(value)) continue;
    const length = name.length + JSON.stringify(value).length;
    if (length > longestValue || together + length > longestTogether) continue;
    more[name] = value;
    together += length;
  }
  return more;
}

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
