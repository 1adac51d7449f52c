import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { type EmulatedSong, SubsonicEmulator } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerPlaylists } from '../../../core/servers/media-server.js';
import { planEdits } from '../../../core/servers/playlist-edits.js';
import { navidrome } from './definition.js';

// Real here: HTTP on loopback.
const signal = new AbortController().signal;

/** Ids as long as those of real servers. */
const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function song(index: number): EmulatedSong {
  const names = { title: `Title ${index}`, artist: 'Artist', album: 'Album' };
  return { id: idOf(index), ...names, duration: 100, suffix: 'mp3', bytes: Buffer.from('x') };
}

const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => idOf(from + index));

describe('when playlists of a Subsonic server are changed', () => {
  let emulator: SubsonicEmulator;
  let http: HttpClient;
  let playlists: ServerPlaylists;
  beforeEach(async () => {
    emulator = await SubsonicEmulator.start(Array.from({ length: 1000 }, (_, index) => song(index)));
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
    const { user, password } = emulator.state;
    const login = { NAVIDROME_URL: emulator.server.url, NAVIDROME_USER: user, NAVIDROME_PASSWORD: password } as const;
    const tools = { http, clock: systemClock, log: silentLogger() };
    const server = navidrome.open({ ...login, NAVIDROME_AUTH: 'token', NAVIDROME_LIBRARIES: [] }, tools);
    playlists = server.optional.playlists!;
  });
  afterEach(async () => {
    await http.close();
    await emulator.server.stop();
  });

  const entriesOf = async (id: string) => {
    const entries = [];
    for await (const page of playlists.entries(id, signal)) entries.push(...page);
    return entries;
  };
  const tracksOf = async (id: string): Promise<string[]> => (await entriesOf(id)).map(({ track }) => track.id);
  const listed = async () => {
    const found = [];
    for await (const page of playlists.list(signal)) found.push(...page);
    return found;
  };
  const changes = () => emulator.server.requests.filter(({ path }) => /create|update|delete/.test(path));
  const edit = async (id: string, wanted: readonly string[]): Promise<void> =>
    playlists.edit(id, planEdits(await entriesOf(id), wanted), signal);
  const beOld = (version = '1.15.0'): void => {
    emulator.state.extensions = undefined;
    emulator.state.version = version;
  };

  it.each([
    ['with forms, in one request each', false, 4],
    ['without forms, in parts that are short enough', true, 36],
  ])('takes long lists %s', async (_how, isOld, most) => {
    if (isOld) beOld();
    const id = await playlists.create({ name: 'Long', trackIds: ids(0, 600) }, signal);
    expect(await tracksOf(id)).toEqual(ids(0, 600));
    await playlists.append(id, ids(600, 900), signal);
    expect(await tracksOf(id)).toEqual(ids(0, 900));
    await edit(id, [...ids(0, 100), ...ids(300, 700), ...ids(900, 1000), ...ids(0, 300)]);
    expect(await tracksOf(id)).toEqual([...ids(0, 100), ...ids(300, 700), ...ids(900, 1000), ...ids(0, 300)]);
    await playlists.replace(id, ids(100, 500).reverse(), signal);
    expect(await tracksOf(id)).toEqual(ids(100, 500).reverse());
    expect(changes().length).toBeLessThanOrEqual(most);
    expect((await listed()).map((one) => one.id)).toEqual([id]);
    expect(emulator.server.requests.filter(({ path }) => path.includes('Extensions')).length).toBe(1);
  });

  it('sends nothing that stays: what goes by its position, what comes to the end, in one request', async () => {
    const id = await playlists.create({ name: 'Edited', trackIds: ids(0, 8) }, signal);
    emulator.server.requests.splice(0);
    const wanted = [idOf(0), ...ids(2, 7), idOf(9), idOf(1)];
    await edit(id, wanted);
    const [request, ...others] = changes();
    expect(others).toEqual([]);
    expect(request?.query.getAll('songIndexToRemove')).toEqual(['7', '1']);
    expect(request?.query.getAll('songIdToAdd')).toEqual([idOf(9), idOf(1)]);
    expect(await tracksOf(id)).toEqual(wanted);
  });

  it('sets the whole list where that is shorter, and asks for nothing where nothing changes', async () => {
    const id = await playlists.create({ name: 'Edited', trackIds: ids(0, 8) }, signal);
    emulator.server.requests.splice(0);
    await edit(id, [idOf(50), ...ids(0, 8)]);
    await edit(id, [idOf(50), ...ids(0, 8)]);
    expect(changes().map(({ path }) => path)).toEqual(['/rest/createPlaylist.view']);
    expect(await tracksOf(id)).toEqual([idOf(50), ...ids(0, 8)]);
  });

  it('loses nothing when the server goes down in the middle of a change of several requests, and says what to do', async () => {
    beOld();
    const id = await playlists.create({ name: 'Interrupted', trackIds: ids(0, 300) }, signal);
    let updates = 0;
    emulator.state.before = (method) => {
      if (method === 'updatePlaylist') updates += 1;
      if (method === 'updatePlaylist' && updates === 3) void emulator.server.fail('refuse');
      return undefined;
    };
    const fault = { code: 'unavailable', message: expect.stringMatching(/[1-9] of \d+ parts/) };
    await expect(playlists.replace(id, ids(300, 700), signal)).rejects.toMatchObject({
      ...fault,
      retry: 'later',
      hint: 'Make the change again.',
    });
    await emulator.server.heal();
    expect((await tracksOf(id)).slice(0, 300)).toEqual(ids(0, 300));
    updates = 0;
    await expect(playlists.append(id, ids(0, 400), signal)).rejects.toMatchObject({ ...fault, retry: 'never' });
    await emulator.server.heal();
    updates = 10;
    await playlists.replace(id, ids(300, 700), signal);
    expect(await tracksOf(id)).toEqual(ids(300, 700));
  });

  it('sends a change once, even if its answer is lost: the server may have made it', async () => {
    const id = await playlists.create({ name: 'Once', trackIds: ids(0, 2) }, signal);
    emulator.server.requests.splice(0);
    await emulator.server.fail('cut', { matching: /updatePlaylist/ });
    await expect(playlists.append(id, ids(2, 3), signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(changes()).toHaveLength(1);
  });

  it.each([
    ['new', false],
    ['old', true],
  ])('leaves no half-filled playlist on a server that is %s', async (_age, isOld) => {
    if (isOld) beOld('1.10.2');
    emulator.state.before = (method) => (method === 'updatePlaylist' ? { status: 500, body: '' } : undefined);
    const made = playlists.create({ name: 'Half', description: 'Nice', trackIds: ids(0, 300) }, signal);
    await expect(made).rejects.toMatchObject({ code: 'unavailable' });
    expect(await listed()).toEqual([]);
  });

  it('finds what it made on servers that do not tell, also among others of that name', async () => {
    beOld('1.10.2');
    const [one, other] = [
      await playlists.create({ name: 'Same', trackIds: ids(0, 1), description: 'First & "only"' }, signal),
      await playlists.create({ name: 'Same', trackIds: ids(1, 2) }, signal),
    ];
    expect(await tracksOf(one)).toEqual(ids(0, 1));
    expect(await tracksOf(other)).toEqual(ids(1, 2));
    expect(await listed()).toMatchObject([{ id: one, description: 'First & "only"', trackCount: 1 }, { id: other }]);
  });

  it.each([
    ['unknown playlists', 'pl-0', idOf(1)],
    ['unknown tracks', '', 'song-0'],
  ])('does not find %s', async (_what, playlist, track) => {
    const id = playlist || (await playlists.create({ name: 'One', trackIds: [] }, signal));
    for (const call of [playlists.append(id, [track], signal), playlists.replace(id, [track], signal)]) {
      await expect(call).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('does not take a playlist for made that lacks tracks', async () => {
    emulator.state.before = (method) =>
      method === 'createPlaylist'
        ? { body: { 'subsonic-response': { status: 'ok', playlist: { id: 'pl-short', name: 'Short', songCount: 1 } } } }
        : undefined;
    await expect(playlists.create({ name: 'Short', trackIds: ids(0, 2) }, signal)).rejects.toMatchObject({ code: 'not_found' });
    expect(changes().map(({ path }) => path)).toContain('/rest/deletePlaylist.view');
  });

  it('says which ones it cannot change and why, unless the user is an administrator, and fails to change them', async () => {
    emulator.state.isAdmin = false;
    const changed = '2026-01-01T00:00:00Z';
    emulator.state.playlists.push(
      { id: 'smart', name: 'Smart', changed, songIds: [], readonly: true },
      { id: 'foreign', name: 'Foreign', changed, songIds: [], owner: 'somebody' },
      { id: 'own', name: 'Own', changed, songIds: [], owner: 'Listener' },
    );
    expect((await listed()).map(({ readOnly }) => readOnly)).toEqual([
      expect.stringContaining('smart'),
      'it belongs to somebody',
      undefined,
    ]);
    for (const id of ['smart', 'foreign']) {
      await expect(playlists.append(id, ids(0, 1), signal)).rejects.toMatchObject({ code: 'permission_denied' });
    }
  });
});
