import { afterEach, describe, expect, it } from '@jest/globals';
import { JellyfinEmulator } from './jellyfin-emulator.js';

// Real here: HTTP on loopback.
const song = { title: 'Hurt', artist: 'Johnny Cash', album: 'American IV', genre: 'Country', seconds: 4 };
let emulator: JellyfinEmulator;
afterEach(() => emulator.server.stop());

const start = async (version: '10.11.11' | '12.0.0' = '12.0.0') => {
  emulator = await JellyfinEmulator.start({ version, songs: [song] });
  const { apiKey } = emulator.state.knobs;
  const ask = async (
    method: string,
    target: string,
    headers: Record<string, string> = { Authorization: `MediaBrowser Token="${apiKey}"` },
  ) => {
    const response = await fetch(`${emulator.url}${target}`, { method, headers });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return { ask, apiKey, userId: emulator.state.users[1]?.id ?? '' };
};

const items = (text: string) => (JSON.parse(text) as { Items: { Name: string; UserData?: object }[] }).Items;

describe('when a caller names itself to an emulated Jellyfin', () => {
  it('knows the header of today, and old ones only where it is told to', async () => {
    const { ask, apiKey } = await start();
    expect((await ask('GET', '/Users')).status).toBe(200);
    expect(await ask('GET', '/Users', { 'X-Emby-Token': apiKey })).toEqual({ status: 401, type: null, text: '' });
    expect((await ask('GET', '/Users', { Authorization: 'MediaBrowser Token="wrong"' })).status).toBe(401);
    expect((await ask('GET', '/System/Info/Public', {})).status).toBe(200);
    emulator.state.knobs.legacyAuthorization = true;
    expect((await ask('GET', '/Users', { 'X-Emby-Token': apiKey })).status).toBe(200);
    expect(emulator.checker.violations).toEqual([]);
  });

  it('refuses what only administrators may do, without words', async () => {
    const { ask } = await start();
    const guest = { Authorization: `MediaBrowser Token="${emulator.state.users[0]?.token}"` };
    expect(await ask('POST', '/Library/Refresh', guest)).toEqual({ status: 403, type: null, text: '' });
    expect((await ask('GET', '/Users', guest)).status).toBe(200);
  });
});

describe('when an emulated Jellyfin is asked for items', () => {
  it("tells a user's own data only to callers who name the user", async () => {
    const { ask, userId } = await start();
    const list = '/Items?includeItemTypes=Audio&recursive=true';
    expect(items((await ask('GET', list)).text)[0]).not.toHaveProperty('UserData');
    expect(items((await ask('GET', `${list}&userId=${userId}`)).text)[0]?.UserData).toMatchObject({ PlayCount: 0 });
  });

  it('tells malformed ids from unknown ones', async () => {
    const { ask } = await start();
    expect(await ask('GET', '/Items/x')).toMatchObject({ status: 400, type: 'application/problem+json' });
    expect(await ask('GET', `/Items/${'0'.repeat(32)}`)).toMatchObject({ status: 404, type: 'application/problem+json' });
  });

  it.each([
    ['10.11.11', 1],
    ['12.0.0', 0],
  ] as const)('knows places of new entries only in version 12 (%s)', async (version, violations) => {
    const { ask, userId } = await start(version);
    await ask('POST', `/Playlists/${'0'.repeat(32)}/Items?ids=${'1'.repeat(32)}&position=0&userId=${userId}`);
    expect(emulator.checker.violations).toHaveLength(violations);
  });

  it('keeps what the document does not know', async () => {
    const { ask } = await start();
    expect((await ask('GET', '/Items?IncludeKinds=Audio')).status).toBe(400);
    expect((await ask('GET', '/Items?fields=Path,Colour')).status).toBe(400);
    expect(emulator.checker.violations).toHaveLength(2);
  });
});

describe('when an emulated Jellyfin scans', () => {
  it('begins a moment later, ends, and then has the new song, beside tasks that do not matter', async () => {
    const { ask } = await start();
    emulator.state.newSongs.push({ ...song, title: 'Hung My Head' });
    const states = async () => {
      const tasks = JSON.parse((await ask('GET', '/ScheduledTasks')).text) as { Key: string; State: string }[];
      return tasks.map(({ Key, State }) => `${Key} ${State}`);
    };
    expect((await ask('POST', '/Library/Refresh')).status).toBe(204);
    const seen = [await states(), await states(), await states(), await states()];
    expect(seen.map((tasks) => tasks[2])).toEqual([
      'RefreshLibrary Idle',
      'RefreshLibrary Running',
      'RefreshLibrary Running',
      'RefreshLibrary Idle',
    ]);
    expect(seen[0]?.[0]).toBe('RefreshGuide Running');
    expect(items((await ask('GET', '/Items?includeItemTypes=Audio&recursive=true')).text)).toHaveLength(2);
  });
});
