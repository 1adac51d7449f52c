import { type Manifest, SCHEMA_VERSION, snapshotId } from '@catalogsync/snapshot-format';
import type { PublishedSnapshot } from './publication-store.js';
import type { BuiltSnapshot, SnapshotIdentity } from './snapshot-builder.js';

const dayMs = 86_400_000;

export interface PublicationRules {
  /** Readers refuse a manifest after this many days. */
  readonly maxAgeDays: number;
  /** How many snapshots stay in the folder. */
  readonly keep: number;
  /** Older ones go even if they are fewer; 0: only the count decides. */
  readonly keepDays?: number;
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
    ...(built.kind === 'incremental' && { incremental_builds: (place.previous?.incremental_builds ?? 0) + 1 }),
    ...(built.origin && { origin_sha256: built.origin.sha256, origin_size_bytes: built.origin.sizeBytes }),
  };
}

/** The snapshots to remove: beyond the newest `keep` or too old; never the current one, and never what it is the change of. */
export function beyondRetention(
  published: readonly PublishedSnapshot[],
  rules: Pick<PublicationRules, 'keep' | 'keepDays'>,
  now: number,
): string[] {
  const { keep, keepDays = 0 } = rules;
  const isOld = ({ generated_at }: Manifest): boolean => keepDays > 0 && now - Date.parse(generated_at) > keepDays * dayMs;
  const needed = new Set(
    published.flatMap(({ manifest, current, deltaBases = [] }) => (current ? [manifest.snapshot_id, ...deltaBases] : [])),
  );
  return [...published]
    .sort((a, b) => b.manifest.sequence - a.manifest.sequence)
    .filter(({ manifest }, place) => place >= keep || isOld(manifest))
    .map(({ manifest }) => manifest.snapshot_id)
    .filter((id) => !needed.has(id));
}
