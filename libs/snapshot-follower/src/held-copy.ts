import { type BigIntStats, fstatSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';
import { hashHandle, openRegular } from '@catalogsync/runtime';
import { judgeContents, judgeDatabase, type Manifest } from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import type { Closable } from './reader-slot.js';

/**
 * Our verified copy of a database. Held open besides the reader, so that the very file that is read can be looked at
 * and hashed even if its name is gone or leads to another one.
 */
export class HeldCopy {
  private verified = '';

  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Opens a copy and checks size, hash and contents.
   * @param known the stamp at an earlier check: if it is still the same, the file is not hashed again
   * @throws Fault `data_corrupt` with the reason; the system's error
   */
  static async open(file: string, manifest: Manifest, signal: AbortSignal, known?: string): Promise<HeldCopy> {
    const copy = new HeldCopy(file, await openRegular(file));
    try {
      if (copy.stampNow() === known) copy.verified = known;
      else await copy.verify(manifest, signal);
      judgeContents(manifest, readSnapshotInfo(copy));
      return copy;
    } catch (error) {
      await copy.close();
      throw error;
    }
  }

  /** The state of the file when it was verified. */
  get stamp(): string {
    return this.verified;
  }

  /** Whether anything has happened to the file since it was verified; not necessarily to its content. */
  touched(): boolean {
    try {
      return this.stampNow() !== this.verified;
    } catch {
      // A file that cannot even be looked at is not relied on.
      return true;
    }
  }

  /** Whether the name still leads to this file. */
  inPlace(): boolean {
    try {
      const named = statSync(this.file, { bigint: true });
      const { dev, ino } = fstatSync(this.handle.fd, { bigint: true });
      return named.dev === dev && named.ino === ino;
    } catch {
      // Gone, or out of reach: either way it does not lead here.
      return false;
    }
  }

  /**
   * Opens a reader. It opens the file by its name, so that must lead to this very file all the while.
   * @throws Fault `data_corrupt` if something touched the file, or its name leads elsewhere; what `open` throws
   */
  read<Reader extends Closable>(open: (file: string) => Reader): Reader {
    const reader = open(this.file);
    if (!this.touched() && this.inPlace()) return reader;
    reader.close();
    throw new Fault('data_corrupt', 'the database was exchanged while it was opened');
  }

  /** Hashes the file again. @throws Fault `data_corrupt` if it is not what the manifest says */
  async verify(manifest: Manifest, signal: AbortSignal): Promise<void> {
    const stamp = this.stampNow();
    judgeDatabase(manifest, await hashHandle(this.handle, signal));
    if (this.stampNow() !== stamp) throw new Fault('data_corrupt', 'the database is being changed while it is checked');
    this.verified = stamp;
  }

  /** Has the file on disk when it resolves; it does not count as touching. */
  async sync(): Promise<void> {
    await this.handle.sync();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private stampNow(): string {
    return stampOf(fstatSync(this.handle.fd, { bigint: true }));
  }
}

/** The kernel updates ctime at every write, link and rename, even if mtime is set back. */
const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs, ctimeNs].join(' ');

/** Reads table snapshot_info of a snapshot database. @throws Fault `data_corrupt` */
function readSnapshotInfo(copy: HeldCopy): { snapshotId: string; schemaVersion: number } {
  let database: Database.Database | undefined;
  try {
    database = copy.read((file) => new Database(file, { readonly: true }));
    const rows = database.prepare('SELECT snapshot_id, schema_version FROM snapshot_info LIMIT 2').all();
    const [row] = rows as { snapshot_id: unknown; schema_version: unknown }[];
    if (row === undefined || rows.length > 1) throw new Fault('data_corrupt', 'the database does not say which snapshot it is');
    return { snapshotId: String(row.snapshot_id), schemaVersion: Number(row.schema_version) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('data_corrupt', 'the database cannot be read as a snapshot', { cause });
  } finally {
    database?.close();
  }
}
