import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { openSnapshot } from '../src/adapters/snapshot-db/open-snapshot.js';
import { ApiWorld } from './api-world.js';
import { snapshotIds, temporaryFolder, writeSnapshotDatabase } from './snapshot-fixture.js';

// Real here: HTTP on loopback and a snapshot in which songs of two other platforms are track 1.
const aliases = `
  INSERT INTO catalog_track_aliases VALUES (101, 1, 'netease', 'n1', NULL), (102, 1, 'deezer', 'd1', 'Common Jasmine Orange / Jay Chou');
  INSERT INTO catalog_artists VALUES (9, 'Jay Chou', 1);
  INSERT INTO catalog_artist_tracks VALUES (9, 1, -1);`;

let world: ApiWorld;
let address: string;
beforeAll(async () => {
  world = await ApiWorld.open({ more: aliases });
  address = await world.serve();
});
afterAll(() => world.close());

const get = async (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${address}${path}`, init);
const json = async <Body>(path: string): Promise<Body> => (await get(path)).json() as Promise<Body>;
interface Shown {
  readonly id: number;
  readonly artists: readonly { readonly name: string }[];
}

describe('when a track has aliases on other platforms', () => {
  it('shows them with it, by id', async () => {
    expect(await json('/v1/tracks/1')).toMatchObject({
      ...{ id: 1, platform: 'qq', remoteId: 's1' },
      aliases: [
        { id: 101, platform: 'netease', remoteId: 'n1' },
        { id: 102, platform: 'deezer', remoteId: 'd1' },
      ],
    });
    expect(await json('/v1/tracks/2')).toMatchObject({ id: 2, aliases: [] });
  });

  it('answers with the track under the ids that people have stored', async () => {
    const track = await json('/v1/tracks/1');
    for (const id of [101, 102]) expect(await json(`/v1/tracks/${id}`)).toEqual(track);
    expect((await get('/v1/tracks/103')).status).toBe(404);
  });

  it('plays the file of the track under those ids', async () => {
    const own = await json<{ url: string }>('/v1/tracks/1/playback');
    expect(await json('/v1/tracks/101/playback')).toEqual(own);
    const streamed = await get('/v1/tracks/102/stream', { redirect: 'manual' });
    expect({ status: streamed.status, location: streamed.headers.get('location') }).toEqual({ status: 302, location: own.url });
    expect((await get('/v1/tracks/103/playback')).status).toBe(404);
  });

  it('lists and finds one track, by the names of every platform', async () => {
    const { items } = await json<{ items: Shown[] }>('/v1/tracks?limit=200');
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    for (const words of ['七里香', 'jasmine', 'jay chou']) {
      const found = await json<{ tracks: { items: Shown[] } }>(`/v1/search?type=track&q=${encodeURIComponent(words)}`);
      expect({ words, ids: found.tracks.items.map(({ id }) => id) }).toEqual({ words, ids: [1] });
    }
  });

  it("names its own artists only, and is among the tracks of the others' artists", async () => {
    expect((await json<Shown>('/v1/tracks/1')).artists.map(({ name }) => name)).toEqual(['周杰伦']);
    expect((await json<{ items: Shown[] }>('/v1/artists/9/tracks')).items.map(({ id }) => id)).toEqual([1]);
  });
});

describe('when a snapshot was published before tracks had aliases', () => {
  it('is served as ever', async () => {
    const folder = await temporaryFolder();
    const file = join(folder.path, 'catalog_read.db');
    writeSnapshotDatabase(file, snapshotIds[0], { version: 1 });
    const database = new Database(file);
    database.exec('DROP TABLE catalog_track_aliases');
    database.close();
    const snapshot = openSnapshot(file);
    const { documents, tracks } = snapshot.catalogue;
    expect(JSON.parse(Buffer.from(documents.one('track', 1) ?? []).toString())).toMatchObject({ id: 1, aliases: [] });
    expect(tracks.idOf(101)).toBeUndefined();
    snapshot.close();
    folder.remove();
  });
});
