import { type Manifest, SCHEMA_VERSION, snapshotId } from '@catalogsync/snapshot-format';
import type { PublishedSnapshot } from './publication-store.js';
import type { BuiltSnapshot, SnapshotIdentity } from './snapshot-builder.js';

const dayMs = 86_400_000;

export interface PublicationRules {
  /** Readers refuse a manifest after this many days. */
  readonly maxAgeDays: number;
  /** How many snapshots stay in the folder. */
  readonly keep: number;
}

/**
 * Rises with every publication, even after the folder was lost: a reader that remembers a sequence would refuse
 * everything from a count restarted at 1. So it is never below the seconds since 1970.
 */
export function nextSequence(published: readonly PublishedSnapshot[], now: number): number {
  return Math.max(Math.floor(now / 1000), ...published.map(({ manifest }) => manifest.sequence + 1));
}

export function expiryOf(now: number, rules: PublicationRules): string {
  return new Date(now + rules.maxAgeDays * dayMs).toISOString();
}

/**
 * A manifest must not expire just because the catalogue does not change: past half its life it is reissued with a
 * new term.
 */
export function isRenewalDue(manifest: Manifest, now: number, rules: PublicationRules): boolean {
  return Date.parse(manifest.expires_at) - now < (rules.maxAgeDays * dayMs) / 2;
}

/** Whether a snapshot has exactly this content: its id ends in the hash. */
export function holdsContent(manifest: Manifest, contentHash: string): boolean {
  return manifest.snapshot_id.endsWith(`-${contentHash.slice(0, 12)}`) && manifest.schema_version === SCHEMA_VERSION;
}

/**
 * Names new content. An id has whole seconds; the same content published twice within one second is dated a second
 * later, so that ids stay unique.
 */
export function identityOf(contentHash: string, now: number, published: readonly PublishedSnapshot[]): SnapshotIdentity {
  const taken = new Set(published.map(({ manifest }) => manifest.snapshot_id));
  let at = Math.floor(now / 1000) * 1000;
  while (taken.has(snapshotId(at, contentHash))) at += 1000;
  const generatedAt = new Date(at).toISOString().replace('.000Z', 'Z');
  return { snapshotId: snapshotId(at, contentHash), generatedAt, sequence: nextSequence(published, now) };
}

export function manifestOf(built: BuiltSnapshot, place: { expiresAt: string; previous: Manifest | undefined }): Manifest {
  return {
    snapshot_id: built.identity.snapshotId,
    generated_at: built.identity.generatedAt,
    schema_version: SCHEMA_VERSION,
    playlist_count: built.counts.playlists,
    track_count: built.counts.tracks,
    file_count: built.counts.files,
    cover_count: built.counts.covers,
    artist_count: built.counts.artists,
    toplist_count: built.counts.toplists,
    sequence: built.identity.sequence,
    expires_at: place.expiresAt,
    db_sha256: built.sha256,
    db_size_bytes: built.sizeBytes,
    previous_snapshot_id: place.previous?.snapshot_id ?? null,
  };
}

/** The snapshots to remove: beyond the newest `keep`, and not the current one. */
export function beyondRetention(published: readonly PublishedSnapshot[], keep: number): string[] {
  return [...published]
    .sort((a, b) => b.manifest.sequence - a.manifest.sequence)
    .slice(keep)
    .filter(({ current }) => !current)
    .map(({ manifest }) => manifest.snapshot_id);
}
