import { chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { type Logger, makeFolder, readBounded, writeAtomically } from '@catalogsync/runtime';
import { type Manifest, maxManifestBytes, parseManifest } from '@catalogsync/snapshot-format';

/** A checked copy of a database. */
export interface KeptCopy {
  readonly manifest: Manifest;
  readonly file: string;
  /** The stamp of the copy when its hash was checked; any change of the file changes it. */
  readonly stamp: string;
}

/** What was last in use, as stored in adopted.json. */
export interface Adopted extends KeptCopy {
  /** Milliseconds since 1970. */
  readonly adoptedAt: number;
  /** The newest manifest that was accepted, if that is not the one in use: none below it is accepted any more. */
  readonly trusted?: Manifest | undefined;
  /** Whether somebody chose this one; newer ones are then left aside. */
  readonly pinned: boolean;
  /** Those in use before it, latest first. */
  readonly earlier: readonly KeptCopy[];
}

const recordName = 'adopted.json';
/** It holds a handful of manifests. */
const maxRecordBytes = 8 * maxManifestBytes;
const databaseForm = /^snap-[\w-]+\.db$/;
/** A file on its way, named by its hash so that it can be gone on with after a restart. */
const partForm = /^incoming-[0-9a-f]{64}(\.part)?$/;

/**
 * A follower's own folder: its copy of the database and its trust record. One follower per folder; everything
 * in it that is not in use is removed.
 */
export class CacheFolder {
  private warned = false;
  /** The copy that the record names, if the follower of another source made it. */
  private ofOtherSource: string | undefined;

  constructor(
    private readonly dir: string,
    private readonly source: string,
    private readonly log: Logger,
  ) {}

  /**
   * Makes the folder, which nobody else may enter: a copy in it could be exchanged.
   * @throws Fault if it cannot be made
   */
  async prepare(): Promise<void> {
    await withFaults(async () => {
      await makeFolder(this.dir, 0o700);
      if (((await stat(this.dir)).mode & 0o077) !== 0) await this.restrict(this.dir, 0o700);
    });
  }

  /** Where a database is stored until it is checked. */
  incoming(): string {
    return join(this.dir, `incoming.tmp-${process.pid}-${crypto.randomUUID()}`);
  }

  /** Where a published file arrives, by its SHA-256. */
  incomingOf(sha256: string): string {
    return join(this.dir, `incoming-${sha256}`);
  }

  /** A fetched file becomes the one that is checked. */
  async moveIncoming(file: string, incoming: string): Promise<void> {
    await rename(file, incoming);
  }

  /** Gives a database its final name, unique to its publication, and makes it read-only. */
  async keep(incoming: string, manifest: Manifest): Promise<string> {
    const file = join(this.dir, `${manifest.snapshot_id}-${manifest.sequence}.db`);
    await this.restrict(incoming, 0o400);
    await rename(incoming, file);
    return file;
  }

  /** Whether there is anything to recall. */
  async remembers(): Promise<boolean> {
    return (await stat(join(this.dir, recordName)).catch(() => undefined)) !== undefined;
  }

  /** Kept over restarts: the copy in use, and the lowest sequence still accepted. */
  async remember(adopted: Adopted): Promise<void> {
    const written = ({ file, stamp, manifest }: KeptCopy) => ({ file: file.slice(this.dir.length + 1), stamp, manifest });
    const { adoptedAt, trusted, pinned, earlier } = adopted;
    const record = {
      ...{ source: this.source, adopted_at: adoptedAt, ...written(adopted) },
      ...(trusted === undefined ? {} : { trusted }),
      ...{ pinned, earlier: earlier.map(written) },
    };
    await writeAtomically(join(this.dir, recordName), `${JSON.stringify(record, null, 2)}\n`, 0o600);
    this.ofOtherSource = undefined;
  }

  /**
   * What was in use before the restart; `undefined` if nothing was, or if another source was followed, because
   * sequences of different publications cannot be compared.
   * @throws Fault `data_corrupt` if the record is damaged
   */
  async recall(): Promise<Adopted | undefined> {
    let text: string;
    try {
      text = (await readBounded(join(this.dir, recordName), maxRecordBytes)).toString('utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw toFault(error);
    }
    const record = parseRecord(text);
    const { file, adopted_at: adoptedAt } = record;
    const isName = typeof file === 'string' && databaseForm.test(file);
    if (record.source !== this.source) {
      if (isName) this.ofOtherSource = join(this.dir, file);
      return undefined;
    }
    const copy = this.copyOf(record);
    if (copy === undefined || typeof adoptedAt !== 'number') throw damagedRecord();
    const trusted = record.trusted === undefined ? undefined : parseManifest(JSON.stringify(record.trusted));
    const earlier = Array.isArray(record.earlier) ? record.earlier.flatMap((one) => this.copyOf(one) ?? []) : [];
    return { ...copy, adoptedAt, trusted, pinned: record.pinned === true, earlier };
  }

  private copyOf(written: unknown): KeptCopy | undefined {
    const { file, stamp, manifest } = (written ?? {}) as Record<string, unknown>;
    if (typeof file !== 'string' || !databaseForm.test(file) || typeof stamp !== 'string') return undefined;
    return { manifest: parseManifest(JSON.stringify(manifest)), file: join(this.dir, file), stamp };
  }

  /** Some file systems have no permissions, and the folder may be another user's; then it serves all the same. */
  private async restrict(path: string, mode: number): Promise<void> {
    try {
      await chmod(path, mode);
    } catch (error) {
      if (!this.warned) this.log.warn({ err: error }, `others may be able to change the copies in ${this.dir}`);
      this.warned = true;
    }
  }

  async remove(file: string): Promise<void> {
    await rm(file, { force: true });
  }

  /**
   * Removes unused databases and leftovers of a crash. Not while a database is being fetched. The copy of another source stays
   * until this one has given one: a mistaken address, put right while the source is away, must not cost the only copy.
   * @param parts what arrived of a file before a restart may be `kept`, to go on with it
   */
  async prune(inUse: ReadonlySet<string>, parts: 'kept' | 'removed' = 'removed'): Promise<void> {
    for (const name of await readdir(this.dir)) {
      const file = join(this.dir, name);
      if (inUse.has(file) || file === this.ofOtherSource) continue;
      const isPart = parts === 'removed' && partForm.test(name);
      if (isPart || databaseForm.test(name) || name.includes('.tmp-')) await rm(file, { force: true });
    }
  }
}

function parseRecord(text: string): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record === 'object' && record !== null) return record as Record<string, unknown>;
  } catch (cause) {
    throw damagedRecord(cause);
  }
  throw damagedRecord();
}

function damagedRecord(cause?: unknown): Fault {
  return new Fault('data_corrupt', `${recordName} in the cache folder is damaged`, { cause });
}
