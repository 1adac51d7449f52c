import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planEdits } from '../../../core/servers/playlist-edits.js';
import { all, PlexUnderTest, signal } from './fixtures/plex-under-test.js';

// Real here: HTTP to an emulator that is held to the published description of Plex Media Server.
let plex: PlexUnderTest;
beforeEach(async () => {
  plex = await PlexUnderTest.start();
});
afterEach(() => plex.close());

const opened = () => plex.server().optional.playlists;
const keys = () => [...plex.state.tracks.keys()].map(String);
const place = () => `server://${plex.state.machineIdentifier}/com.plexapp.plugins.library/library/metadata/`;
const inPlaylist = (id: string) => plex.state.playlists.get(Number(id))?.items.map(({ track }) => String(track.key));

/** A library of as many songs. */
async function large(count: number): Promise<string[]> {
  await plex.close();
  const song = { artist: 'Many', album: 'Long', genre: 'Pop', seconds: 100 };
  plex = await PlexUnderTest.start(Array.from({ length: count }, (_, at) => ({ ...song, title: `Song ${at}` })));
  return keys();
}

describe('when the playlists of Plex are listed (behaviour 216)', () => {
  it('asks for those of audio, and tells why one cannot be changed', async () => {
    plex.state.makePlaylist('Evening', { summary: 'Quiet' });
    plex.state.makePlaylist('Fairly Recent', { smart: true });
    plex.state.makePlaylist('Background videos', { type: 'video' });
    expect(await all(opened().list(signal))).toEqual([
      expect.objectContaining({ name: 'Evening', description: 'Quiet', trackCount: 0, readOnly: undefined }),
      expect.objectContaining({ name: 'Fairly Recent', readOnly: expect.stringMatching(/smart/) }),
    ]);
    expect(plex.requests()).toEqual(['GET /playlists?playlistType=audio']);
  });

  it('reads long ones page after page', async () => {
    const tracks = await large(2500);
    const id = await opened().create({ name: 'Long', trackIds: tracks }, signal);
    plex.requests();
    const entries = await all(opened().entries(id, signal));
    expect(entries.map(({ track }) => track.id)).toEqual(tracks);
    expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(2500);
    expect(plex.requests()).toHaveLength(3);
  });
});

describe('when a playlist is made in Plex (behaviour 216)', () => {
  it('names the tracks by the address of the machine, and describes it afterwards', async () => {
    const [a = '', b = ''] = keys();
    const id = await opened().create({ name: 'Évening 夜', description: 'Quiet & slow', trackIds: [b, a] }, signal);
    expect(plex.requests()).toEqual([
      'GET /identity',
      'GET /',
      `POST /playlists?type=audio&title=Évening 夜&smart=0&uri=${place()}${b},${a}`,
      `PUT /playlists/${id}?summary=Quiet & slow`,
    ]);
    expect(plex.state.playlists.get(Number(id))).toMatchObject({ title: 'Évening 夜', summary: 'Quiet & slow' });
  });

  it('adds many tracks in few requests with short addresses', async () => {
    const tracks = await large(5000);
    const id = await opened().create({ name: 'Long', trackIds: tracks }, signal);
    expect(inPlaylist(id)).toEqual(tracks);
    const lengths = plex.web.requests.map(({ path, query }) => path.length + query.toString().length);
    expect(Math.max(...lengths)).toBeLessThan(9000);
    expect(plex.requests().length).toBeLessThan(10);
  });

  it('puts a track twice where wanted, although the server finds each key of an address once', async () => {
    const [a = '', b = ''] = keys();
    const id = await opened().create({ name: 'Twice', trackIds: [a, a, b, a] }, signal);
    expect(inPlaylist(id)).toEqual([a, a, b, a]);
  });

  it('makes none of tracks that are not there, and leaves none behind', async () => {
    const [a = ''] = keys();
    for (const trackIds of [['1'], [a, '1'], ['abc'], [...keys(), a, '1']]) {
      await expect(opened().create({ name: 'Gone', trackIds }, signal)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(plex.state.playlists.size).toBe(0);
  });

  it('removes a half-filled one if the rest fails', async () => {
    const [a = '', b = ''] = keys();
    await plex.web.fail('bad_gateway', { matching: /\/items$/ });
    await expect(opened().create({ name: 'Half', trackIds: [a, a, b] }, signal)).rejects.toMatchObject({ code: 'unavailable' });
    await plex.web.heal();
    expect(plex.state.playlists.size).toBe(0);
  });

  it('makes an empty one blank, or on older servers of a track that is taken out again', async () => {
    await opened().create({ name: 'Blank', trackIds: [] }, signal);
    expect(plex.requests()).toEqual(['POST /playlists?type=audio&title=Blank&smart=0']);
    plex.state.knobs.older = true;
    const id = await opened().create({ name: 'Cleared', trackIds: [] }, signal);
    expect(plex.requests().at(-1)).toBe(`DELETE /playlists/${id}/items`);
    expect([...plex.state.playlists.values()].map(({ title, items }) => [title, items.length])).toEqual([
      ['Blank', 0],
      ['Cleared', 0],
    ]);
  });
});

describe('when a playlist of Plex is changed (behaviour 216)', () => {
  const made = async (trackIds: readonly string[]) => {
    const id = await opened().create({ name: 'Work', trackIds, description: 'Kept' }, signal);
    const server = opened();
    const before = await all(server.entries(id, signal));
    await plex.server().ensureConnection(signal);
    plex.requests();
    return { id, before, server };
  };
  const changes = () => plex.requests().filter((line) => !line.startsWith('GET /identity') && line !== 'GET /');

  it('appends at the end', async () => {
    const [a = '', b = '', c = ''] = keys();
    const { id, server } = await made([a]);
    await server.append(id, [b, c], signal);
    expect(changes()).toEqual([`GET /playlists/${id}`, `PUT /playlists/${id}/items?uri=${place()}${b},${c}`]);
    await expect(server.append(id, [a, '1'], signal)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('replaces by clearing and filling, and keeps the playlist with its picture and description', async () => {
    const [a = '', b = ''] = keys();
    const { id, server } = await made([a]);
    const before = structuredClone({ ...plex.state.playlists.get(Number(id)), items: [] });
    await server.replace(id, [b], signal);
    expect(changes()).toEqual([`GET /playlists/${id}`, `DELETE /playlists/${id}/items`, `PUT /playlists/${id}/items?uri=${place()}${b}`]);
    expect({ ...plex.state.playlists.get(Number(id)), items: [] }).toEqual(before);
  });

  it('edits by the ids of the entries: removes, adds at the end, and moves only what is out of place', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = keys();
    const { id, before, server } = await made([a, b, c, d]);
    await server.edit(id, planEdits(before, [d, a, e, c]), signal);
    expect(inPlaylist(id)).toEqual([d, a, e, c]);
    const [entryA, entryB, , entryD] = before.map(({ entryId }) => entryId);
    const fresh = plex.state.playlists.get(Number(id))?.items[2]?.itemId;
    expect(changes()).toEqual([
      `GET /playlists/${id}`,
      `DELETE /playlists/${id}/items/${entryB}`,
      `PUT /playlists/${id}/items?uri=${place()}${e}`,
      `GET /playlists/${id}/items`,
      `PUT /playlists/${id}/items/${entryD}/move`,
      `PUT /playlists/${id}/items/${fresh}/move?after=${entryA}`,
    ]);
  });

  it('takes requests in proportion to the changes of a long playlist, not to its length', async () => {
    const tracks = await large(3000);
    const { id, before, server } = await made(tracks.slice(0, 2900));
    const wanted = tracks
      .slice(0, 2900)
      .toSpliced(1500, 2)
      .toSpliced(10, 0, ...tracks.slice(2900, 2903))
      .concat(tracks.slice(2903));
    await server.edit(id, planEdits(before, wanted), signal);
    expect(inPlaylist(id)).toEqual(wanted);
    expect(changes().length).toBeLessThan(10);
  });

  it('leads from any list to any other, also where it was interrupted before', async () => {
    const tracks = fc.array(fc.nat(5), { maxLength: 9 }).map((places) => places.map((at) => keys()[at] ?? ''));
    const server = opened();
    await fc.assert(
      fc.asyncProperty(tracks, tracks, fc.boolean(), async (from, to, isInterrupted) => {
        const id = await server.create({ name: 'Any', trackIds: from }, signal);
        const edit = async () => server.edit(id, planEdits(await all(server.entries(id, signal)), to), signal);
        if (isInterrupted) {
          await plex.web.fail('bad_gateway', { matching: /\/(move|items\/\d+)$/ });
          await edit().catch(() => undefined);
          await plex.web.heal();
        }
        await edit();
        expect(inPlaylist(id)).toEqual(to);
      }),
      { numRuns: 60 },
    );
  });

  it('counts again where the server answers changes by their status alone', async () => {
    const [a = '', b = '', c = ''] = keys();
    const { id, before, server } = await made([a, b, c]);
    plex.state.knobs.terse = true;
    await server.edit(id, planEdits(before, [c, a]), signal);
    expect(inPlaylist(id)).toEqual([c, a]);
    expect(changes().filter((line) => line === `GET /playlists/${id}`)).toHaveLength(3);
    await server.replace(id, [b], signal);
    expect(inPlaylist(id)).toEqual([b]);
  });

  it('changes no smart playlist', async () => {
    const { key } = plex.state.makePlaylist('Fairly Recent', { smart: true });
    const refused = { code: 'permission_denied', message: expect.stringContaining('smart') };
    await expect(opened().append(String(key), keys(), signal)).rejects.toMatchObject(refused);
    await expect(opened().replace(String(key), keys(), signal)).rejects.toMatchObject(refused);
    await expect(opened().edit(String(key), planEdits([], keys()), signal)).rejects.toMatchObject(refused);
  });

  it('notices that somebody else changed it since it was read', async () => {
    const [a = '', b = '', c = ''] = keys();
    const { id, before, server } = await made([a, b, c]);
    const playlist = plex.state.playlists.get(Number(id));
    playlist?.items.splice(0, 1);
    const changed = { code: 'failed_precondition', retry: 'later' };
    await expect(server.edit(id, planEdits(before, [b, c]), signal)).rejects.toMatchObject(changed);
    await expect(server.edit(id, planEdits(before, [a, c]), signal)).rejects.toMatchObject(changed);
    expect(inPlaylist(id)).toEqual([b, c]);
    // As long as before, with another entry.
    playlist?.items.push(...playlist.items.slice(0, 1).map(({ track }) => ({ itemId: 9, track })));
    await expect(server.edit(id, planEdits(before, [b, c]), signal)).rejects.toMatchObject(changed);
    await expect(server.edit('1', planEdits(before, [a, c]), signal)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be edited to the end after the server restarted in the middle', async () => {
    const [a = '', b = '', c = '', d = '', e = ''] = keys();
    const { id, before, server } = await made([a, b, c, d]);
    const wanted = [e, d, c, b];
    await plex.web.fail('cut', { matching: /\/move$/ });
    await expect(server.edit(id, planEdits(before, wanted), signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(inPlaylist(id)).toEqual([b, c, d, e]);
    await plex.web.fail('refuse');
    await expect(all(server.entries(id, signal))).rejects.toMatchObject({ code: 'unavailable' });
    await plex.web.heal();
    await server.edit(id, planEdits(await all(server.entries(id, signal)), wanted), signal);
    expect(inPlaylist(id)).toEqual(wanted);
    expect(plex.state.playlists.get(Number(id))).toMatchObject({ title: 'Work', summary: 'Kept' });
  });
});
