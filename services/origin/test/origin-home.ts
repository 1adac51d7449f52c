import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RunningService, silentLogger } from '@catalogsync/runtime';
import { createPlaybackSigner, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { Publication } from '@catalogsync/testkit';
import { service } from '../src/main.js';

/** One row of catalog_track_files. */
export interface FileRow {
  readonly id: number;
  readonly locator: string;
  readonly ext?: string | null;
  readonly backend?: string;
  readonly type?: string;
  readonly status?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** A home with a library, a publication, keys and a running origin. */
export class OriginHome {
  static readonly now = Date.parse('2026-12-01T00:00:00Z');
  time = OriginHome.now;
  private running: RunningService | undefined;

  private constructor(
    readonly root: string,
    readonly publication: Publication,
  ) {}

  static async create(): Promise<OriginHome> {
    const root = await mkdtemp(join(tmpdir(), 'origin-'));
    const home = new OriginHome(root, await Publication.create(root));
    await ensureKeyRing(join(root, 'keys'), 'playback', new Date());
    mkdirSync(home.library, { recursive: true });
    return home;
  }

  get library(): string {
    return join(this.root, 'library');
  }

  put(locator: string, data: string | Uint8Array): string {
    const file = join(this.library, locator);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
    return file;
  }

  async publish(sequence: number, rows: readonly FileRow[]): Promise<void> {
    await this.publication.publish({
      sequence,
      fill: (database) => {
        const insert = database.prepare(
          `INSERT INTO catalog_track_files(file_location_id, song_id, quality_label, ext, file_size_bytes, backend_type, backend_name, locator, status, is_primary)
           VALUES (?, 1, 'lossless', ?, 1, ?, ?, ?, ?, 1)`,
        );
        for (const row of rows)
          insert.run(row.id, row.ext ?? null, row.type ?? 'local', row.backend ?? 'local', row.locator, row.status ?? 'active');
      },
    });
  }

  async start(environment: Record<string, string> = {}): Promise<string> {
    const config = service.configure({
      ROOT_DIR: this.root,
      ORIGIN_HOST: '127.0.0.1',
      ORIGIN_PORT: '0',
      ORIGIN_RPC: `unix:${join(this.root, 'origin.sock')}`,
      ...environment,
    });
    this.running = await service.start(config, { log: silentLogger(), clock: { now: () => this.time } });
    return this.running.addresses.http ?? '';
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.root, { recursive: true, force: true });
  }

  /** A link's token, by the clock of the home. */
  token(fileLocationId: number, seconds = 60): Promise<string> {
    const signer = createPlaybackSigner(keyRingFiles(join(this.root, 'keys'), 'playback').signing);
    return signer.sign({ fileLocationId, expiresAt: Math.floor(this.time / 1000) + seconds });
  }

  async path(fileLocationId: number): Promise<string> {
    return `/api/private-origin/stream/${await this.token(fileLocationId)}`;
  }

  /** One request on its own connection; the path is sent unchanged, however malformed. */
  ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    const { hostname, port } = new URL(this.running?.addresses.http ?? '');
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      });
      asked.on('error', reject);
      asked.end();
    });
  }
}
