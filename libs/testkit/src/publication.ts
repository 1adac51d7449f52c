import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createManifestSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import {
  fillSearchTables,
  type Manifest,
  printManifest,
  readIndices,
  readTables,
  searchTables,
  snapshotId,
  tablesOfVersion2,
} from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import { TrustedLayout } from './trusted-layout.js';

export interface PublishOptions {
  readonly sequence: number;
  /** `nested` and `flat` are without metadata: the forms of the version before, and of an export. Default `nested`. */
  readonly layout?: 'trusted' | 'nested' | 'flat';
  /** Of layout `trusted`: when the metadata is signed, in milliseconds since 1970. Default: now. */
  readonly signedAt?: number;
  readonly sign?: boolean;
  /** Runs when the signature exists but the manifest does not yet. */
  readonly whileHalf?: () => Promise<void>;
  /** Changes the manifest before it is signed. */
  readonly change?: Partial<Record<keyof Manifest, unknown>>;
  /** Changes the database after its hash was taken. */
  readonly damage?: (database: string) => void;
  /** Tracks. Default 10. */
  readonly rows?: number;
  /** Adds further rows. */
  readonly fill?: (database: Database.Database) => void;
}

/** A publication folder as the snapshot service leaves it, for its readers: real databases, manifests and signatures. */
export class Publication {
  readonly keys: ReturnType<typeof keyRingFiles>;
  /** Metadata and targets of layout `trusted`. */
  readonly trusted: TrustedLayout;

  constructor(
    readonly dir: string,
    private readonly keysDir: string,
  ) {
    this.keys = keyRingFiles(keysDir, 'snapshot');
    this.trusted = new TrustedLayout(dir, keysDir);
  }

  static async create(root: string): Promise<Publication> {
    const publication = new Publication(join(root, 'publication'), join(root, 'keys'));
    mkdirSync(publication.dir, { recursive: true });
    await ensureKeyRing(publication.keysDir, 'snapshot', new Date());
    return publication;
  }

  async publish(options: PublishOptions): Promise<Manifest> {
    const made = `${this.dir}/../making.db`;
    const id = snapshotId(
      Date.UTC(2026, 10, 1, 0, 0, options.sequence),
      createHash('sha256').update(String(options.sequence)).digest('hex'),
    );
    makeDatabase(made, id, options);
    const manifest = { ...manifestOf(made, id, options.sequence), ...options.change } as Manifest;
    options.damage?.(made);
    const parent = options.layout === 'trusted' ? join(this.dir, 'snapshots') : this.dir;
    const folder = options.layout === 'flat' ? this.dir : join(parent, manifest.snapshot_id);
    // A hostile id leads out of the publication.
    if (folder.startsWith(this.dir)) {
      mkdirSync(folder, { recursive: true });
      renameSync(made, join(folder, 'catalog_read.db'));
    }
    const bytes = Buffer.from(printManifest(manifest));
    if (options.layout === 'trusted') await this.trusted.add(manifest, bytes, options.signedAt);
    if (options.sign === false) rmSync(join(this.dir, 'manifest.json.jws'), { force: true });
    else this.put('manifest.json.jws', await createManifestSigner(this.keys.signing).sign(bytes));
    await options.whileHalf?.();
    this.put('manifest.json', bytes);
    return manifest;
  }

  put(name: string, data: string | Uint8Array): void {
    writeFileSync(join(this.dir, `${name}.tmp`), data);
    renameSync(join(this.dir, `${name}.tmp`), join(this.dir, name));
  }

  /** Serves the folder as the snapshot service does. */
  async serve(): Promise<{ url: string; requests: string[]; close(): Promise<void> }> {
    const requests: string[] = [];
    const server: Server = createServer((request, response) => {
      const path = String(request.url);
      requests.push(path);
      const below = join(this.dir, path);
      const file = existsSync(below) ? below : join(this.dir, path.replace(/^\/snapshots/, ''));
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      if (size === undefined) return void response.writeHead(404).end();
      const etag = path.endsWith('.db') ? '"db"' : `"${createHash('sha256').update(readFileSync(file)).digest('hex')}"`;
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
      response.writeHead(200, { etag, 'content-length': size });
      return void createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = (): Promise<void> => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
  }
}

/** For `fill`: indices and search tables, so that the public API can read what is published. It is of the first schema. */
export function completeReadModel(database: Database.Database): void {
  for (const sql of [...searchTables, ...readIndices]) database.exec(sql);
  fillSearchTables(database);
  for (const sql of tablesOfVersion2) database.exec(`DROP TABLE ${/ (catalog_\w+)/.exec(sql)?.[1]}`);
}

function makeDatabase(file: string, id: string, options: PublishOptions): void {
  rmSync(file, { force: true });
  const database = new Database(file);
  // At once: each statement by itself would wait for the disk.
  database.transaction(() => {
    for (const table of readTables) database.exec(table);
    database
      .prepare('INSERT INTO snapshot_info(snapshot_id, schema_version, generated_at) VALUES (?, 1, ?)')
      .run(id, '2026-11-01T00:00:00Z');
    const insert = database.prepare('INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name) VALUES (?, ?, ?, ?)');
    for (let row = 1; row <= (options.rows ?? 10); row++) insert.run(row, 'library', String(row), `七里香 ${options.sequence}`);
    options.fill?.(database);
  })();
  database.close();
}

function manifestOf(file: string, id: string, sequence: number): Manifest {
  return {
    snapshot_id: id,
    generated_at: '2026-11-01T00:00:00Z',
    schema_version: 1,
    playlist_count: 0,
    track_count: 10,
    file_count: 0,
    cover_count: 0,
    artist_count: 0,
    toplist_count: 0,
    sequence,
    expires_at: '2027-11-01T00:00:00Z',
    db_sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    db_size_bytes: statSync(file).size,
    previous_snapshot_id: null,
  };
}
