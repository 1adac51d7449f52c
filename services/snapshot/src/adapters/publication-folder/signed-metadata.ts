import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import {
  keptPublication,
  maxBytesOf,
  type PublicationKeys,
  type PublicationTarget,
  type PublishedMetadata,
  RefusedPublication,
  type RootVersion,
  readRoot,
  readRoots,
  resignTimestamp,
  type SignatureTerms,
  type SignedFile,
  signPublication,
  type TrustedPublication,
  termOf,
  updatePublication,
} from '@catalogsync/publication-trust';
import { keyRingFiles, type MetadataKey, readMetadataKeys } from '@catalogsync/signing';
import { metadataFolderName } from '@catalogsync/snapshot-format';
import type { FolderWrites } from './folder-writes.js';
import { readIfThere } from './manifest-files.js';

/** Metadata that was replaced stays this long: a reader may be in the middle of it. */
const graceMs = 60 * 60_000;
/** The timestamp is signed this often, or four times in its term if that is shorter. */
const resignMs = 24 * 60 * 60_000;

export interface SignedMetadataOptions {
  /** The publication folder. */
  readonly folder: string;
  readonly keys: PublicationKeys;
  readonly terms: SignatureTerms;
  now(): number;
}

/** The documents in `metadata/` that say which snapshot is current and vouch for every file below `snapshots/`. */
export class SignedMetadata {
  constructor(
    private readonly options: SignedMetadataOptions,
    private readonly writes: FolderWrites,
  ) {}

  /**
   * Signs these targets and announces them: snapshot and targets first, then, after a look at it as a reader has, the timestamp; a new
   * root last, since until then both keys sign.
   * @throws Fault `failed_precondition` if no key at hand is one that the root names
   */
  async publish(targets: readonly PublicationTarget[]): Promise<void> {
    const now = this.options.now();
    const [keys, before] = await Promise.all([this.keys(), this.documents()]);
    const signed = signPublication({ targets, before, now, terms: this.options.terms }, keys);
    await this.put(signed.targets);
    await this.put(signed.snapshot);
    await this.announce(signed.timestamp, now);
    await this.clean([signed.targets.path, signed.snapshot.path]);
  }

  /**
   * Signs what is due: all of it if the keys or the manifest changed or half its term is over, else the timestamp once a day.
   * @param sequence of the manifest that is to be current
   * @param targets what would be signed
   */
  async refresh(sequence: number, targets: (known: TrustedPublication['targets']) => Promise<readonly PublicationTarget[]>): Promise<void> {
    const { terms, now: clock } = this.options;
    const now = clock();
    const documents = await this.documents();
    const announced = await this.announced();
    const isCurrent = announced?.underNewestRoot === true && announced.publication.current.custom.sequence === sequence;
    if (documents === undefined || !isCurrent || isHalfOver(documents, terms.contentMs, now)) {
      return this.publish(await targets(announced?.publication.targets ?? new Map()));
    }
    const { signedAt = 0 } = announced.publication;
    if (Math.abs(now - signedAt) < Math.min(resignMs, terms.freshMs / 4)) return this.putRoots();
    await this.announce(resignTimestamp(documents, { now, terms }, await this.keys()), now);
  }

  /**
   * What is announced, if one of our own roots vouches for it: a hash in it was once taken by us. `undefined` if there is none.
   */
  async announced(): Promise<{ readonly publication: TrustedPublication; readonly underNewestRoot: boolean } | undefined> {
    const documents = await this.documents();
    if (documents === undefined) return undefined;
    for (const [place, { bytes }] of (await this.roots()).entries()) {
      const publication = keptPublication({ root: bytes, ...documents });
      if (publication !== undefined) return { publication, underNewestRoot: place === 0 };
    }
    return undefined;
  }

  /** The root documents, newest first. @throws Fault `failed_precondition` if there is none */
  async roots(): Promise<readonly [RootVersion, ...RootVersion[]]> {
    const [newest, ...others] = await readRoots(this.options.keys.dir);
    if (newest !== undefined) return [newest, ...others];
    throw new Fault('failed_precondition', `there is no root document in ${this.options.keys.dir}`, { hint: 'catalogsync keys generate' });
  }

  /** What lies in the folder; `undefined` if a part is missing or damaged. */
  private async documents(): Promise<PublishedMetadata | undefined> {
    const timestamp = await this.read('metadata/timestamp.json', maxBytesOf.timestamp);
    try {
      const snapshot =
        timestamp && (await this.read(`metadata/${termOf('timestamp', timestamp).names}.snapshot.json`, maxBytesOf.snapshot));
      const targets = snapshot && (await this.read(`metadata/${termOf('snapshot', snapshot).names}.targets.json`, maxBytesOf.targets));
      return timestamp && snapshot && targets ? { timestamp, snapshot, targets } : undefined;
    } catch (error) {
      if (error instanceof RefusedPublication) return undefined;
      throw error;
    }
  }

  /** The timestamp makes it current. */
  private async announce(timestamp: SignedFile, now: number): Promise<void> {
    await this.prove(timestamp, now);
    await this.put(timestamp);
    await this.putRoots();
  }

  /** Nothing is announced that a reader would refuse. */
  private async prove(timestamp: SignedFile, now: number): Promise<void> {
    const [newest] = await this.roots();
    const read = (path: string, maxBytes: number) => (path === timestamp.path ? timestamp.bytes : this.read(path, maxBytes));
    const source = { read: async (path: string, maxBytes: number) => (path.endsWith('.root.json') ? undefined : read(path, maxBytes)) };
    await updatePublication({ root: newest.bytes }, source, now, new AbortController().signal);
  }

  private async putRoots(): Promise<void> {
    for (const { version, bytes } of (await this.roots()).toReversed()) {
      const path = `metadata/${version}.root.json`;
      if ((await this.read(path, maxBytesOf.root))?.equals(bytes) !== true) await this.put({ path, bytes });
    }
  }

  private async keys(): Promise<readonly MetadataKey[]> {
    const { dir, onlineKeys = keyRingFiles(dir, 'snapshot').signing } = this.options.keys;
    const [keys, [newest]] = await Promise.all([readMetadataKeys(onlineKeys), this.roots()]);
    const { onlineKeys: trusted } = readRoot(newest.bytes);
    if (keys.some(({ publicHex }) => trusted.includes(publicHex))) return keys;
    throw new Fault('failed_precondition', `the root document names none of the keys in ${onlineKeys}`, {
      hint: 'catalogsync keys rotate snapshot, with --root-key FILE if the root key was moved away.',
    });
  }

  private async put({ path, bytes }: SignedFile): Promise<void> {
    await this.writes.put(join(this.options.folder, path), bytes);
  }

  private read(path: string, maxBytes: number): Promise<Buffer | undefined> {
    return readIfThere(join(this.options.folder, path), maxBytes);
  }

  /** Removes documents that no timestamp has named for a while. */
  private async clean(current: readonly string[]): Promise<void> {
    const folder = join(this.options.folder, metadataFolderName);
    for (const name of await readdir(folder)) {
      if (!/^\d+\.(snapshot|targets)\.json$/.test(name) || current.includes(`${metadataFolderName}/${name}`)) continue;
      const { mtimeMs } = await stat(join(folder, name));
      if (this.options.now() - mtimeMs > graceMs) await this.writes.remove(join(folder, name));
    }
  }
}

function isHalfOver({ snapshot, targets }: PublishedMetadata, termMs: number, now: number): boolean {
  const expiries = [termOf('snapshot', snapshot), termOf('targets', targets)].map(({ expiresAt }) => expiresAt);
  return Math.min(...expiries) - now < termMs / 2;
}
