import type { PublicationTarget } from '@catalogsync/publication-trust';

/** A database that is here, and the changes that make the wanted one of it, in order. */
export interface DeltaChain {
  readonly from: string;
  readonly deltas: readonly PublicationTarget[];
}

/** Each one is a run over the whole file; beyond that the full file is as good. */
const mostHops = 3;
const form = /^snapshots\/([^/]+)\/from-([^/]+)\.patch\.zst$/;

/**
 * The smallest chain of changes from a snapshot that is here to the wanted one; undefined if there is none worth it.
 * @param below the sum of the sizes must be smaller, in bytes
 */
export function deltaChain(
  targets: ReadonlyMap<string, PublicationTarget>,
  wanted: string,
  here: ReadonlySet<string>,
  below: number,
): DeltaChain | undefined {
  const into = new Map<string, { readonly from: string; readonly delta: PublicationTarget }[]>();
  for (const target of targets.values()) {
    const [, to, from] = form.exec(target.path) ?? [];
    if (to === undefined || from === undefined) continue;
    into.set(to, [...(into.get(to) ?? []), { from, delta: target }]);
  }
  let best: (DeltaChain & { readonly bytes: number }) | undefined;
  let reached = [{ at: wanted, deltas: [] as readonly PublicationTarget[], bytes: 0 }];
  for (let hop = 1; hop <= mostHops; hop++) {
    reached = reached.flatMap(({ at, deltas, bytes }) =>
      (into.get(at) ?? []).map(({ from, delta }) => ({ at: from, deltas: [delta, ...deltas], bytes: bytes + delta.sizeBytes })),
    );
    for (const { at, deltas, bytes } of reached) {
      if (here.has(at) && bytes < below && bytes < (best?.bytes ?? Number.POSITIVE_INFINITY)) best = { from: at, deltas, bytes };
    }
  }
  return best && { from: best.from, deltas: best.deltas };
}
