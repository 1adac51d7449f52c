/**
 * A list of ids in few bytes: each as its distance from the one before it, in groups of seven bits, the lowest first; all but
 * the last group of a number have the high bit. Ids come back ascending, each once.
 */
export function packIds(ids: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let last: number | undefined;
  for (const id of ascending(ids)) {
    if (id === last) continue;
    let rest = id - (last ?? 0);
    last = id;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
    bytes.push(rest);
  }
  return new Uint8Array(bytes);
}

/** Most lists come in order, and sorting would take longer than the rest. */
function ascending(ids: readonly number[]): readonly number[] {
  for (let i = 1; i < ids.length; i++) if ((ids[i] as number) < (ids[i - 1] as number)) return [...ids].sort((a, b) => a - b);
  return ids;
}

/** The first ids of a list. */
export function unpackIds(bytes: Uint8Array, most: number): number[] {
  const ids: number[] = [];
  let [last, rest, unit] = [0, 0, 1];
  for (const byte of bytes) {
    if (ids.length === most) break;
    rest += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (byte >= 0x80) continue;
    last += rest;
    ids.push(last);
    [rest, unit] = [0, 1];
  }
  return ids;
}
