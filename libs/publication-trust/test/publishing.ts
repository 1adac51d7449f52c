import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeyRing, keyRingFiles, type MetadataKey, readMetadataKeys } from '@catalogsync/signing';
import {
  type MetadataSource,
  manifestPath,
  nextRoot,
  type PublicationTarget,
  type PublishedMetadata,
  resignTimestamp,
  rootDocument,
  type SignedPublication,
  signPublication,
  type TrustedMetadata,
} from '../src/index.js';
import type { PublicationDraft } from '../src/sign-publication.js';

export const day = 86_400_000;
export const noon = Date.UTC(2026, 11, 1, 12);
export const terms = { contentMs: 365 * day, freshMs: 30 * day };
export const never = new AbortController().signal;
export const hashOf = (digit: string): string => digit.repeat(64);

export const snapshotName = (sequence: number): string => `snap-20261201T1200${String(sequence % 60).padStart(2, '0')}Z-0123456789ab`;

export function manifest(sequence: number, change: Partial<PublicationTarget> = {}): PublicationTarget {
  const of = { sequence, snapshotId: snapshotName(sequence) };
  return { path: manifestPath(of), sizeBytes: 900, sha256: hashOf('a'), custom: of, ...change };
}

/** A real Ed25519 key. */
export async function makeKey(): Promise<MetadataKey> {
  const dir = mkdtempSync(join(tmpdir(), 'trust-'));
  try {
    await ensureKeyRing(dir, 'snapshot', new Date(noon));
    const [key] = await readMetadataKeys(keyRingFiles(dir, 'snapshot').signing);
    return key;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** A publication in memory, signed with real keys, and a source of it that counts what is asked for. */
export class Published implements MetadataSource {
  readonly files = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  roots: Uint8Array[] = [];
  private last: PublishedMetadata | undefined;

  constructor(
    readonly rootKey: MetadataKey,
    public onlineKey: MetadataKey,
  ) {
    this.addRoot(
      rootDocument({ version: 1, expiresAt: noon + 1800 * day, rootKeys: [rootKey.publicHex], onlineKeys: [onlineKey.publicHex] }, [
        rootKey,
      ]),
    );
  }

  static async create(): Promise<Published> {
    return new Published(await makeKey(), await makeKey());
  }

  get firstTrust(): TrustedMetadata {
    return { root: this.roots[0] as Uint8Array };
  }

  addRoot(bytes: Uint8Array): void {
    this.roots.push(bytes);
    this.files.set(`metadata/${this.roots.length}.root.json`, bytes);
  }

  /** A new root with another online key, as after a rotation; what is published is not signed anew. */
  rotateOnline(key: MetadataKey): void {
    this.onlineKey = key;
    this.addRoot(nextRoot(this.roots.at(-1) as Uint8Array, { onlineKeys: [key.publicHex] }, [this.rootKey]));
  }

  publish(targets: readonly PublicationTarget[], draft: Partial<PublicationDraft> = {}, keys = [this.onlineKey]): SignedPublication {
    const signed = signPublication({ targets, before: this.last, now: noon, terms, ...draft }, keys);
    for (const { path, bytes } of Object.values(signed)) this.files.set(path, bytes);
    this.last = { timestamp: signed.timestamp.bytes, snapshot: signed.snapshot.bytes, targets: signed.targets.bytes };
    return signed;
  }

  resign(now: number, keys = [this.onlineKey]): void {
    const file = resignTimestamp(this.last as PublishedMetadata, { now, terms }, keys);
    this.files.set(file.path, file.bytes);
    this.last = { ...(this.last as PublishedMetadata), timestamp: file.bytes };
  }

  forget(): void {
    this.last = undefined;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    this.asked.push(path);
    return this.files.get(path);
  }
}
