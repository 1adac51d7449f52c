/** Ascending ids, read forward only. */
export interface IdStream {
  /** The smallest id at or after `id`; Infinity when there is none. `id` never goes back. */
  seek(id: number): number;
}

const noIds: IdStream = { seek: () => Number.POSITIVE_INFINITY };

/** Ids that every stream has. */
export function allOf(streams: readonly IdStream[]): IdStream {
  const [only] = streams;
  if (only === undefined) return noIds;
  if (streams.length === 1) return only;
  return {
    seek(id) {
      let candidate = id;
      // Round and round until all agree; the first to have none ends it.
      for (let agreed = 0, i = 0; agreed < streams.length; i = (i + 1) % streams.length) {
        const found = (streams[i] ?? noIds).seek(candidate);
        if (found === Number.POSITIVE_INFINITY) return found;
        agreed = found === candidate && agreed > 0 ? agreed + 1 : 1;
        candidate = found;
      }
      return candidate;
    },
  };
}

/** Ids that any of the streams has. */
export function anyOf(streams: readonly IdStream[]): IdStream {
  const [only] = streams;
  if (only === undefined) return noIds;
  if (streams.length === 1) return only;
  const heads = streams.map(() => Number.NEGATIVE_INFINITY);
  return {
    seek(id) {
      let smallest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < streams.length; i++) {
        let head = heads[i] ?? Number.POSITIVE_INFINITY;
        if (head < id) {
          head = (streams[i] ?? noIds).seek(id);
          heads[i] = head;
        }
        if (head < smallest) smallest = head;
      }
      return smallest;
    },
  };
}
