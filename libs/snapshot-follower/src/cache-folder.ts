import { chmod, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { type Logger, makeFolder, readBounded, writeAtomically } from '@catalogsync/runtime';
import { type Manifest, maxManifestBytes, parseManifest } from '@catalogsync/snapshot-format';

/** What was last in use, as stored in adopted.json. */
export interface Adopted {
  readonly manifest: Manifest;
  /** Milliseconds since 1970. */
  readonly adoptedAt: number;
  /** Our copy of the database. */
  readonly file: string;
  /** The stamp of the copy when its hash was checked; any change of the file changes it. */
  readonly stamp: string;
}

const recordName = 'adopted.json';
const databaseForm = /^snap-[\w-]+\.db$/;

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
    const name = adopted.file.slice(this.dir.length + 1);
    const record = { source: this.source, adopted_at: adopted.adoptedAt, file: name, stamp: adopted.stamp, manifest: adopted.manifest };
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
      text = (await readBounded(join(this.dir, recordName), maxManifestBytes)).toString('utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw toFault(error);
    }
    const record = parseRecord(text);
    const { file, stamp, adopted_at: adoptedAt } = record;
    const isName = typeof file === 'string' && databaseForm.test(file);
    if (record.source !== this.source) {
      if (isName) this.ofOtherSource = join(this.dir, file);
      return undefined;
    }
    if (!isName || typeof stamp !== 'string' || typeof adoptedAt !== 'number') {
      throw damagedRecord();
    }
    return { manifest: parseManifest(JSON.stringify(record.manifest)), adoptedAt, file: join(this.dir, file), stamp };
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
   */
  async prune(inUse: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.dir)) {
      const file = join(this.dir, name);
      if (inUse.has(file) || file === this.ofOtherSource) continue;
      if (databaseForm.test(name) || name.includes('.tmp-')) await rm(file, { force: true });
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
