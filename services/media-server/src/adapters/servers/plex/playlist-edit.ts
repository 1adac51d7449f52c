import { Fault } from '@catalogsync/faults';
import { type PlaylistEdits, planEdits } from '../../../core/servers/playlist-edits.js';
import { changedMeanwhile, type PlexPlaylistItems } from './playlist-items.js';

/** Reads ids of entries from a place on. */
export type EntryIds = (playlistId: string, from: number, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Leads a playlist from one order to another: removes what goes, adds what is new at the end, and moves what is not in its place.
 * One request for each entry that goes or moves, one for hundreds that are added; interrupted, it leaves a list that the next
 * edit can start from.
 */
export class PlexPlaylistEdit {
  constructor(
    private readonly items: PlexPlaylistItems,
    private readonly entryIds: EntryIds,
  ) {}

  async apply(id: string, edits: PlaylistEdits, signal: AbortSignal): Promise<void> {
    const { leafCount = edits.before.length } = await this.items.changeable(id, signal);
    if (leafCount !== edits.before.length) throw changedMeanwhile(id);
    const kept = await this.removed(id, edits, signal);
    const added = edits.after.flatMap(({ trackId, from }) => (from === undefined ? [trackId] : []));
    if (added.length > 0) await this.items.add(id, added, kept.size, signal);
    const isNew = edits.after.map(({ from }) => from === undefined);
    // New ones behind all others are in their places already.
    if (isNew.lastIndexOf(false) < isNew.indexOf(true) && inOrder(edits)) return;
    if (added.length === 0 && inOrder(edits)) return;
    const fresh = added.length === 0 ? [] : await this.freshIds(id, kept.size, added.length, signal);
    await this.arrange(id, [...kept.values(), ...fresh], wantedIds(edits, kept, fresh), signal);
  }

  /** Ids of the entries that stay, by their place before. */
  private async removed(id: string, { before, after, removed }: PlaylistEdits, signal: AbortSignal): Promise<Map<number, string>> {
    const kept = new Map(before.map(({ entryId }, at) => [at, requireId(id, entryId)] as const));
    if (removed.length > 1 && removed.length === before.length) {
      await this.items.clear(id, signal);
      return new Map();
    }
    const expected = after.filter(({ from }) => from !== undefined).length;
    let left = expected;
    for (const at of removed) {
      left = await this.items.removeEntry(id, kept.get(at) ?? '', signal);
      kept.delete(at);
    }
    if (left !== expected) throw changedMeanwhile(id);
    return kept;
  }

  private async freshIds(id: string, from: number, count: number, signal: AbortSignal): Promise<readonly string[]> {
    const fresh = await this.entryIds(id, from, signal);
    if (fresh.length === count) return fresh;
    throw changedMeanwhile(id);
  }

  private async arrange(id: string, now: readonly string[], wanted: readonly string[], signal: AbortSignal): Promise<void> {
    const entries = now.map((entryId) => ({ entryId, track: { id: entryId, title: '', artists: [] } }));
    let count = wanted.length;
    for (const [at, { trackId: entryId, stays }] of planEdits(entries, wanted).after.entries()) {
      if (!stays) count = await this.items.moveEntry(id, entryId, wanted[at - 1], signal);
    }
    if (count !== wanted.length) throw changedMeanwhile(id);
  }
}

/** Whether the kept entries are in order already. */
function inOrder({ after }: PlaylistEdits): boolean {
  return after.every(({ from, stays }) => from === undefined || stays);
}

function wantedIds({ after }: PlaylistEdits, kept: ReadonlyMap<number, string>, fresh: readonly string[]): string[] {
  let added = 0;
  return after.map(({ from }) => (from === undefined ? fresh[added++] : kept.get(from)) ?? '');
}

function requireId(id: string, entryId: string | undefined): string {
  if (entryId !== undefined && /^\d+$/.test(entryId)) return entryId;
  throw new Fault(
    'permission_denied',
    `the entries of the playlist ${id} of the Plex server cannot be changed one by one: it is a smart playlist`,
  );
}
