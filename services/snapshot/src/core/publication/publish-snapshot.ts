import type { Clock } from '@catalogsync/runtime';
import { type Manifest, printManifest } from '@catalogsync/snapshot-format';
import type { CoverPublication } from './cover-publication.js';
import { expiryOf, holdsContent, identityOf, isRenewalDue, manifestOf, nextSequence, type PublicationRules } from './publication-rules.js';
import type { ManifestSigner, PublicationTarget, PublishedSnapshot, SignedManifest, Staging } from './publication-store.js';
import {
  type BuildOutcome,
  type BuildRequest,
  type BuiltSnapshot,
  type Phase,
  phases,
  type SnapshotBuilder,
  type SnapshotPacker,
} from './snapshot-builder.js';

/** A phase has begun; counts phases done and in total. */
export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
}

export interface PublishOptions {
  /** The catalogue database. */
  readonly source: string;
  /** Publish even if the content is already published. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

export interface Published {
  readonly manifest: Manifest;
  /** True if the content was already published and nothing was written. */
  readonly unchanged: boolean;
}

export interface PublishSnapshotParts {
  readonly target: PublicationTarget;
  readonly builder: SnapshotBuilder;
  /** Absent where nothing travels. */
  readonly packer?: SnapshotPacker;
  /** Absent for a publication without pictures. */
  readonly covers?: CoverPublication;
  readonly signer: ManifestSigner | undefined;
  readonly clock: Clock;
  readonly rules: PublicationRules;
}

/** After so many a database is made anew: changed in place, it grows and scatters. */
const mostIncremental = 20;

/** Prints a manifest and signs exactly what was printed. */
export async function signManifest(manifest: Manifest, signer: ManifestSigner | undefined): Promise<SignedManifest> {
  const bytes = new TextEncoder().encode(printManifest(manifest));
  return { manifest, bytes, signature: await signer?.sign(bytes) };
}

/** Builds a snapshot and announces it to readers. */
export class PublishSnapshot {
  constructor(private readonly parts: PublishSnapshotParts) {}

  /**
   * The whole publication uses one reference time.
   * @throws Fault as the builder and the target do; then nothing is published and nothing is left behind
   */
  async run(options: PublishOptions): Promise<Published> {
    const { target, clock } = this.parts;
    const now = clock.now();
    const published = await target.list();
    const staging = await target.stage();
    try {
      const outcome = await this.build(staging, options, published, now);
      options.signal.throwIfAborted();
      if (outcome.unchanged) return await this.keepCurrent(published, now);
      enter('publish', options);
      const previous = published.find((one) => one.current)?.manifest;
      const place = { expiresAt: expiryOf(now, this.parts.rules), previous };
      const manifest = manifestOf(outcome.built, place);
      await this.parts.covers?.publish(staging.file, options.signal);
      await this.pack(staging, outcome.built, options.signal);
      await target.add(staging, await signManifest(manifest, this.parts.signer));
      return { manifest, unchanged: false };
    } finally {
      await staging.discard();
    }
  }

  private build(staging: Staging, options: PublishOptions, published: readonly PublishedSnapshot[], now: number): Promise<BuildOutcome> {
    const current = published.find((one) => one.current);
    return this.parts.builder.build({
      source: options.source,
      target: staging.file,
      originTarget: staging.originFile,
      ...(current && this.upon(current, staging)),
      full: options.force || (current?.manifest.incremental_builds ?? 0) >= mostIncremental,
      signal: options.signal,
      onPhase: (phase) => enter(phase, options),
      identify: (contentHash) => {
        const same = current !== undefined && holdsContent(current.manifest, contentHash);
        return same && !options.force ? undefined : identityOf(contentHash, now, published);
      },
    });
  }

  /** What the new one may be the change of. Nothing travels as changes where nothing is packed. */
  private upon({ manifest }: PublishedSnapshot, staging: Staging): Partial<BuildRequest> {
    const previous = { previous: this.parts.target.databaseOf(manifest), previousSha256: manifest.db_sha256 };
    return this.parts.packer === undefined ? previous : { ...previous, deltaTarget: staging.deltaFile(manifest.snapshot_id) };
  }

  private async pack(staging: Staging, built: BuiltSnapshot, signal: AbortSignal): Promise<void> {
    const { packer } = this.parts;
    if (packer === undefined) return;
    await packer.pack(staging.file, staging.packedFile, signal);
    if (built.origin !== undefined) await packer.pack(staging.originFile, staging.packedOriginFile, signal);
  }

  private async keepCurrent(published: readonly PublishedSnapshot[], now: number): Promise<Published> {
    const current = published.find((one) => one.current);
    if (current === undefined) throw new Error('content can only be unchanged if there is a current snapshot');
    if (!isRenewalDue(current.manifest, now, this.parts.rules)) return { manifest: current.manifest, unchanged: true };
    const renewed = { ...current.manifest, sequence: nextSequence(published, now), expires_at: expiryOf(now, this.parts.rules) };
    await this.parts.target.reissue(await signManifest(renewed, this.parts.signer));
    return { manifest: renewed, unchanged: false };
  }
}

function enter(phase: Phase, options: PublishOptions): void {
  options.onProgress({ phase, done: phases.indexOf(phase), total: phases.length });
}
