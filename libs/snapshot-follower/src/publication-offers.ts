import { Fault, toFault } from '@catalogsync/faults';
import {
  manifestOfTarget,
  type PublicationTarget,
  RefusedPublication,
  readRoot,
  type TrustedMetadata,
  type TrustedPublication,
  updatePublication,
} from '@catalogsync/publication-trust';
import { readBounded } from '@catalogsync/runtime';
import { judgeSignature, type ManifestVerifier } from '@catalogsync/signing';
import { judgeManifest, type Manifest, manifestName, maxManifestBytes, type TrustedState } from '@catalogsync/snapshot-format';
import type { SettledOffers } from './settled-offers.js';
import { fingerprintOf } from './settled-offers.js';
import type { SnapshotSource } from './snapshot-source.js';
import { type KeptTrust, sha256Of, type TrustRecord } from './trust-record.js';

/** A snapshot that may be adopted: its manifest has been judged. */
export interface Offer {
  readonly manifest: Manifest;
  /** Tells one offer from another. */
  readonly fingerprint: string;
  /** Signed by new keys of the publisher: what was accepted before counts no more. */
  readonly beginsAnew: boolean;
  /** The published files, of a publication with metadata. */
  readonly targets: ReadonlyMap<string, PublicationTarget> | undefined;
}

/** What decides whether an offer is accepted. */
export interface TrustSettings {
  /** SNAPSHOT_ROOT; empty if there is none. */
  readonly rootFile: string;
  /** For publications without metadata; undefined accepts unsigned manifests. */
  readonly verifier: ManifestVerifier | undefined;
}

const maxRootBytes = 64 * 1024;
const timestampPath = 'metadata/timestamp.json';
const maxTimestampBytes = 16 * 1024;

/**
 * What a publication offers and whether it is to be believed: by its signed metadata where it has any, else by the manifest's own
 * signature, as earlier versions published. Once metadata of a source was accepted, nothing without it ever is.
 */
export class PublicationOffers {
  /** The metadata that was accepted last. */
  private publication: TrustedPublication | undefined;
  /** The manifest that was read last: it never changes under its hash. */
  private manifest: { readonly target: PublicationTarget; readonly bytes: Uint8Array } | undefined;

  constructor(
    private readonly source: SnapshotSource,
    private readonly plain: SettledOffers,
    private readonly record: TrustRecord,
    private readonly settings: TrustSettings,
    private readonly signal: AbortSignal,
  ) {}

  /** Until when the metadata is fresh, in milliseconds since 1970; undefined without metadata. */
  get freshUntil(): number | undefined {
    return this.publication?.freshUntil;
  }

  /**
   * Asks once, and has `consider` take what may be adopted; it answers whether that is in use now.
   * @param trusted what was accepted last
   * @throws RefusedPublication with its alarm, Fault
   */
  async ask(trusted: TrustedState | undefined, now: number, consider: (offer: Offer) => Promise<boolean>): Promise<void> {
    const before = await this.trustBefore();
    if (before === undefined) {
      await this.plain.settle(async (offered) => {
        const verdict = await judgeSignature(this.settings.verifier, offered.manifest, offered.signature);
        const manifest = judgeManifest(offered.manifest, verdict, trusted, now);
        await consider({ manifest, fingerprint: fingerprintOf(offered), beginsAnew: false, targets: undefined });
      });
      return;
    }
    const publication = await this.update(before, now);
    const kept = await this.record.recall();
    const beginsAnew = kept?.beginsAnew === true;
    const manifest = await this.manifestOf(publication, beginsAnew ? undefined : trusted, now);
    const isInUse = await consider({ manifest, fingerprint: publication.current.sha256, beginsAnew, targets: publication.targets });
    if (beginsAnew && isInUse) await this.record.keep({ ...kept, beginsAnew: false });
  }

  /** Where trust begins; undefined for a publication without metadata. */
  private async trustBefore(): Promise<KeptTrust | undefined> {
    const kept = await this.record.recall();
    if (kept === undefined && (await this.source.read(timestampPath, maxTimestampBytes, this.signal).catch(overlong)) === undefined) {
      return undefined;
    }
    const root = await this.readRootFile(kept !== undefined);
    if (root === undefined) return kept;
    const rootFile = sha256Of(root);
    if (kept === undefined) return { metadata: { root }, rootFile };
    if (rootFile === kept.rootFile) return kept;
    // The owner put another one there. A later version stands behind the same metadata; any other is a new beginning.
    const isLater = readRoot(root).version > readRoot(kept.metadata.root).version;
    return { ...kept, metadata: isLater ? { ...kept.metadata, root } : knownRoot(kept.metadata, root), rootFile };
  }

  private async readRootFile(mayBeMissing: boolean): Promise<Uint8Array | undefined> {
    const { rootFile } = this.settings;
    try {
      return await readBounded(rootFile, maxRootBytes);
    } catch (error) {
      if (mayBeMissing && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Fault('failed_precondition', 'the root document that says whose publication this is cannot be read', {
        hint: 'Pair this host (catalogsync cloud invite on the machine that publishes), or set SNAPSHOT_ROOT.',
        cause: error,
      });
    }
  }

  private async update(before: KeptTrust, now: number): Promise<TrustedPublication> {
    let { beginsAnew = false } = before;
    const keep = (metadata: TrustedMetadata): Promise<void> => this.record.keep({ metadata, rootFile: before.rootFile, beginsAnew });
    const keepRoot = (metadata: TrustedMetadata): Promise<void> => {
      // Under new keys nothing of before is left in it.
      beginsAnew ||= before.metadata.timestamp !== undefined && metadata.timestamp === undefined;
      return keep(metadata);
    };
    try {
      const { publication, changed } = await updatePublication(before.metadata, this.source, now, this.signal, keepRoot);
      if (changed || this.publication === undefined) await keep(publication.metadata);
      this.publication = publication;
      return publication;
    } catch (error) {
      if (toFault(error).code === 'not_found' && (await this.offersPlainForm())) {
        throw new RefusedPublication(
          'rollback',
          'the publication has no signed metadata any more, only the form of earlier versions',
          error,
        );
      }
      throw error;
    }
  }

  private async offersPlainForm(): Promise<boolean> {
    const found = await this.source.read(manifestName, maxManifestBytes, this.signal).catch(overlong);
    return found !== undefined;
  }

  private async manifestOf({ current }: TrustedPublication, trusted: TrustedState | undefined, now: number): Promise<Manifest> {
    const { sequence = 0, snapshotId } = manifestOfTarget(current) ?? {};
    if (trusted !== undefined && sequence < trusted.sequence) {
      throw new RefusedPublication('rollback', `the publication offers sequence ${sequence}, but ${trusted.sequence} was already accepted`);
    }
    const bytes = this.manifest?.target.sha256 === current.sha256 ? this.manifest.bytes : await this.readManifest(current);
    this.manifest = { target: current, bytes };
    const manifest = judgeManifest(bytes, 'not_required', trusted, now);
    if (manifest.sequence === sequence && manifest.snapshot_id === snapshotId) return manifest;
    throw new RefusedPublication('mix_and_match', `${current.path} is the manifest of another snapshot`);
  }

  /** Proven by the hash that the metadata names. */
  private async readManifest(current: PublicationTarget): Promise<Uint8Array> {
    const bytes = await this.source.read(current.path, current.sizeBytes, this.signal).catch((error: unknown) => {
      const fault = toFault(error);
      if (fault.code !== 'data_corrupt') throw fault;
      throw new RefusedPublication('endless_data', `${current.path} is larger than its metadata says`, error);
    });
    if (bytes === undefined) throw new Fault('unavailable', `${current.path} is named but not there`, { retry: 'later' });
    if (bytes.length === current.sizeBytes && sha256Of(bytes) === current.sha256) return bytes;
    throw new RefusedPublication('mix_and_match', `${current.path} is not the file that the metadata names`);
  }
}

/** What is too long is there. */
function overlong(error: unknown): Uint8Array {
  const fault = toFault(error);
  if (fault.code === 'data_corrupt') return new Uint8Array();
  throw fault;
}

/** The same root under another spelling of the file changes nothing. */
function knownRoot(kept: TrustedMetadata, root: Uint8Array): TrustedMetadata {
  return sha256Of(kept.root) === sha256Of(root) ? kept : { root };
}
