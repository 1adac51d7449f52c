import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { TrustedMetadata } from '@catalogsync/publication-trust';
import { readBounded, writeAtomically } from '@catalogsync/runtime';

/** Metadata that was accepted, and the root document that the trust began with. */
export interface KeptTrust {
  readonly metadata: TrustedMetadata;
  /** SHA-256 of the file at SNAPSHOT_ROOT then. */
  readonly rootFile: string;
  /**
   * The publisher has new keys, and nothing signed by them is in use yet: what was accepted before counts no more. Whoever stole the
   * old key may have published a sequence that no honest one would ever exceed.
   */
  readonly beginsAnew?: boolean;
}

const recordName = 'trusted-metadata.json';
/** Four documents in base64; the largest is that of the targets. */
const maxRecordBytes = 8 * 1024 * 1024;
const roles = ['root', 'timestamp', 'snapshot', 'targets'] as const;

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What a follower has accepted, kept over restarts: whoever can stop it must not be able to turn it back. */
export class TrustRecord {
  private known: { readonly kept: KeptTrust | undefined } | undefined;

  /** @param source another one begins anew, because versions of different publications cannot be compared */
  constructor(
    private readonly dir: string,
    private readonly source: string,
  ) {}

  /** @throws Fault `data_corrupt` if the record is damaged */
  async recall(): Promise<KeptTrust | undefined> {
    this.known ??= { kept: await this.read() };
    return this.known.kept;
  }

  async keep(kept: KeptTrust): Promise<void> {
    const documents = Object.fromEntries(
      Object.entries(kept.metadata).map(([role, bytes]: [string, Uint8Array]) => [role, Buffer.from(bytes).toString('base64')]),
    );
    const record = { source: this.source, root_file: kept.rootFile, begins_anew: kept.beginsAnew === true, ...documents };
    await writeAtomically(join(this.dir, recordName), `${JSON.stringify(record, null, 2)}\n`, 0o600);
    this.known = { kept };
  }

  private async read(): Promise<KeptTrust | undefined> {
    let record: Record<string, unknown> | null;
    try {
      record = JSON.parse((await readBounded(join(this.dir, recordName), maxRecordBytes)).toString('utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (error instanceof SyntaxError) throw damaged(error);
      throw toFault(error);
    }
    if (typeof record !== 'object' || record === null) throw damaged();
    if (record.source !== this.source) return undefined;
    const { root_file: rootFile, root } = record;
    if (typeof rootFile !== 'string' || typeof root !== 'string') throw damaged();
    const documents = roles.flatMap((role) => {
      const text = record[role];
      return typeof text === 'string' ? [[role, new Uint8Array(Buffer.from(text, 'base64'))] as const] : [];
    });
    return { rootFile, beginsAnew: record.begins_anew === true, metadata: Object.fromEntries(documents) as unknown as TrustedMetadata };
  }
}

const damaged = (cause?: unknown): Fault =>
  new Fault('data_corrupt', `${recordName} in the cache folder is damaged`, {
    hint: 'Remove it if you know why; what is trusted then begins with SNAPSHOT_ROOT again.',
    cause,
  });
