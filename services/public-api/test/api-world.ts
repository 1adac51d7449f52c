import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AllowedHosts, type HttpServer, MetricsText } from '@catalogsync/http';
import { silentLogger } from '@catalogsync/runtime';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { type PublicApiParts, publicApi } from '../src/adapters/http/public-api.js';
import { snapshotReadings } from '../src/adapters/http/snapshot-readings.js';
import { CachedLinkSigner } from '../src/adapters/playback-links/cached-link-signer.js';
import { type OpenSnapshot, openSnapshot } from '../src/adapters/snapshot-db/open-snapshot.js';
import { CoverPictures } from '../src/core/covers/cover-pictures.js';
import { PlaybackResolver } from '../src/core/playback/resolve-playback.js';
import { ServiceReadiness } from '../src/core/readiness/readiness.js';
import { serve } from './http-client.js';
import {
  FixedSnapshot,
  manifestOf,
  type SnapshotVariant,
  snapshotIds,
  temporaryFolder,
  writeSnapshotDatabase,
} from './snapshot-fixture.js';

/** Of a publication that has no pictures. */
export const noCovers = new CoverPictures(
  { has: () => false, read: async () => undefined, write: async () => undefined, isFull: () => false },
  { isRemote: false, fetch: async () => undefined, close: async () => undefined },
  () => 0,
);

/** No API key is known. */
export const noKeys = { find: () => undefined, used: () => undefined };

/** What the settings say by default, with these tokens. */
export const usualSettings = (accessTokens: readonly string[] = []) => ({
  admission: { needed: accessTokens.length > 0, tokens: accessTokens, keys: noKeys },
  limits: { perAddress: 0, perKey: 0, burst: 0 },
  cacheTimes: { freshSeconds: 60 },
  metricsText: new MetricsText(silentLogger()),
  keptBytes: 1_000_000,
});

/** Validity of playback links, in seconds. */
export const ttl = 6 * 3600;

/**
 * The public API over the fixture's snapshot. Real here: HTTP on loopback, SQLite, the search index, Ed25519 keys. Set by hand: the
 * clock and the swap of snapshots.
 */
export class ApiWorld {
  readonly clock = { time: Date.parse('2026-03-01T12:00:00Z'), now: (): number => this.clock.time };
  readonly snapshots = new FixedSnapshot();
  private readonly servers: HttpServer[] = [];

  private constructor(
    private readonly folder: Awaited<ReturnType<typeof temporaryFolder>>,
    private readonly reader: OpenSnapshot,
  ) {}

  static async open(variant: SnapshotVariant = {}): Promise<ApiWorld> {
    const folder = await temporaryFolder();
    const file = join(folder.path, 'catalog_read.db');
    writeSnapshotDatabase(file, snapshotIds[0], variant);
    const world = new ApiWorld(folder, openSnapshot(file));
    mkdirSync(world.keys, { mode: 0o700 });
    await ensureKeyRing(world.keys, 'playback', new Date(world.clock.time));
    world.use(0);
    return world;
  }

  get keys(): string {
    return join(this.folder.path, 'keys');
  }

  /** Serves one more API and returns its address. */
  async serve(
    { accessTokens, ...parts }: Partial<PublicApiParts> & { accessTokens?: readonly string[] } = {},
    signingKeys = keyRingFiles(this.keys, 'playback').signing,
    settings: Parameters<typeof serve>[1] = {},
  ): Promise<string> {
    const { clock, snapshots } = this;
    const links = new CachedLinkSigner(signingKeys);
    const playback = new PlaybackResolver(links, clock, ttl);
    const readiness = new ServiceReadiness(snapshots, links, clock);
    const origin = { baseUrl: '', hosts: new AllowedHosts(['nas.example'], 'nas'), port: () => 8423 };
    const served = { snapshots, playback, readiness, covers: noCovers, origin, clock, metrics: snapshotReadings(snapshots) };
    const all = { ...served, ...usualSettings(accessTokens), ...parts };
    const server = await serve(publicApi(all), settings);
    this.servers.push(server);
    return server.listen();
  }

  /** Puts a snapshot of the same content into use. */
  use(index: 0 | 1): void {
    this.snapshots.inUse = { manifest: manifestOf(snapshotIds[index], index + 1), adoptedAt: this.clock.time, reader: this.reader };
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.close();
    this.reader.close();
    this.folder.remove();
  }
}
