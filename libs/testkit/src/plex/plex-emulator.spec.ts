import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PlexEmulator } from './plex-emulator.js';

describe('when Plex Media Server is emulated', () => {
  let emulator: PlexEmulator;
  beforeEach(async () => {
    const song = { artist: 'Mara Quill', album: 'Coast', genre: 'Folk', seconds: 100 };
    emulator = await PlexEmulator.start(['Tide', 'Ebb', 'Flow'].map((title) => ({ ...song, title })));
  });
  afterEach(() => emulator.server.stop());

  const ask = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${emulator.server.url}${path}`, {
      method,
      headers: { 'X-Plex-Token': emulator.state.knobs.token, 'X-Plex-Client-Identifier': 'test', ...headers },
    });
  const contained = async (path: string, method = 'GET', headers = {}) =>
    (
      (await (await ask(path, method, headers)).json()) as {
        MediaContainer: { size: number; totalSize?: number; Metadata?: { title: string }[] };
      }
    ).MediaContainer;

  it('identifies itself to everybody, and wants the token for the rest', async () => {
    expect((await ask('/identity', 'GET', { 'X-Plex-Token': '' })).status).toBe(200);
    expect((await ask('/library/sections/all', 'GET', { 'X-Plex-Token': 'x' })).status).toBe(401);
    emulator.state.knobs.starting = true;
    expect((await ask('/identity')).status).toBe(503);
    expect(emulator.violations).toEqual([]);
  });

  it('sends the asked part of a list, without a list if it is empty', async () => {
    const part = { 'X-Plex-Container-Start': '1', 'X-Plex-Container-Size': '1' };
    const page = await contained('/library/sections/2/all?type=10', 'GET', part);
    expect(page).toMatchObject({ size: 1, totalSize: 3, Metadata: [expect.objectContaining({ title: 'Ebb' })] });
    expect(await contained('/library/sections/3/all?type=10')).toEqual({ size: 0 });
  });

  it('makes no playlist of the items of another machine', async () => {
    const uri = encodeURIComponent('server://another/com.plexapp.plugins.library/library/metadata/4003');
    expect(await contained(`/playlists?type=audio&title=x&smart=0&uri=${uri}`, 'POST')).toEqual({ size: 0 });
    expect(emulator.state.playlists.size).toBe(0);
  });

  it('answers 400 to what its description does not allow, and remembers it', async () => {
    expect((await ask('/library/sections/2/all?type=10&sorted=title')).status).toBe(400);
    expect((await ask('/hubs/search?limit=5')).status).toBe(400);
    expect((await ask('/playlists/1/items/2/move?after=first', 'PUT')).status).toBe(400);
    expect(emulator.violations).toEqual([
      expect.stringMatching(/"sorted"/),
      expect.stringMatching(/"query" is missing/),
      expect.stringMatching(/"after".*integer/),
    ]);
  });
});
