import { seededRandom, until } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { planEdits } from '../../src/core/servers/playlist-edits.js';
import { everything, manySongs, openJellyfin } from './open-jellyfin.js';

// Real here: HTTP on loopback, to an emulated Jellyfin that is held to the published document of its version.
type Opened = Awaited<ReturnType<typeof openJellyfin>>;

const never = new AbortController().signal;
let opened: Opened | undefined;
afterEach(async () => {
  await opened?.close();
  expect(opened?.emulator.checker.violations).toEqual([]);
  opened = undefined;
});

/** A playlist of the first songs of a library, and what can be done with it. */
async function playlistOf(count: number, setting: Omit<Parameters<typeof openJellyfin>[0], 'songs'>) {
  opened = await openJellyfin({ songs: manySongs(count + 20), ...setting });
  const { emulator, server } = opened;
  const { playlists } = server.optional;
  const ids = [...emulator.state.items.values()].filter(({ type }) => type === 'Audio').map(({ id }) => id);
  const id = await playlists.create({ name: 'Morning', description: 'Slow ones', trackIds: ids.slice(0, count) }, never);
  emulator.state.pictures.set(id, { mediaType: 'image/png', bytes: Buffer.from('PNG') });
  const tracks = async () => (await everything(playlists.entries(id, never))).map(({ track }) => track.id);
  const editTo = async (trackIds: readonly string[]): Promise<string[]> => {
    const edits = planEdits(await everything(playlists.entries(id, never)), trackIds);
    emulator.takeRequests();
    await playlists.edit(id, edits, never);
    return emulator.takeRequests().filter((line) => !line.startsWith('GET'));
  };
  return { emulator, playlists, ids, id, tracks, editTo };
}

describe.each(['10.11.11', '12.0.0'] as const)('when a playlist of Jellyfin %s is edited', (version) => {
  it('costs requests for what changes, not for what there is', async () => {
    const { id, ids, tracks, editTo } = await playlistOf(300, { version });
    const [first = '', ...rest] = ids.slice(0, 300);
    expect(await editTo([...rest, first])).toEqual([expect.stringMatching(/Move\/299$/)]);
    expect(await tracks()).toEqual([...rest, first]);
    expect(await editTo(rest)).toEqual([`DELETE /Playlists/${id}/Items`]);
    const added = ids.slice(300, 303);
    expect(await editTo([...rest, ...added])).toEqual([`POST /Playlists/${id}/Items`]);
    expect(await tracks()).toEqual([...rest, ...added]);
    expect(await editTo([...rest, ...added])).toEqual([]);
  });

  it('puts new tracks into the middle', async () => {
    const { id, ids, tracks, editTo } = await playlistOf(50, { version });
    const wanted = ids.slice(0, 50).toSpliced(10, 0, ...ids.slice(50, 52));
    const changes = await editTo(wanted);
    expect(await tracks()).toEqual(wanted);
    const moves = changes.filter((line) => line.includes('/Move/')).length;
    expect([changes[0], moves]).toEqual([`POST /Playlists/${id}/Items`, version === '12.0.0' ? 0 : 2]);
  });

  it('puts more new tracks into the middle than one call takes', async () => {
    const { ids, tracks, editTo } = await playlistOf(230, { version });
    await editTo(ids.slice(0, 10));
    const wanted = ids.slice(0, 10).toSpliced(5, 0, ...ids.slice(10, 230));
    await editTo(wanted);
    expect(await tracks()).toEqual(wanted);
  });

  it('takes one call for another order of everything, and many ids in several calls', async () => {
    const { id, ids, tracks, editTo } = await playlistOf(250, { version });
    const reversed = ids.slice(0, 250).reverse();
    expect(await editTo(reversed)).toEqual([`POST /Playlists/${id}`]);
    expect(await tracks()).toEqual(reversed);
    expect(await editTo([])).toEqual(Array.from({ length: 3 }, () => `DELETE /Playlists/${id}/Items`));
    expect(await editTo(ids.slice(0, 250))).toEqual(Array.from({ length: 3 }, () => `POST /Playlists/${id}/Items`));
    expect(await tracks()).toEqual(ids.slice(0, 250));
  });

  it.each([
    [false, 'own'],
    [true, 'tracks'],
  ] as const)('keeps id, name, description and picture (the key has no user: %s)', async (keyHasNoUser, entryIds) => {
    const { id, ids, editTo, emulator, playlists } = await playlistOf(10, { version, knobs: { keyHasNoUser, entryIds } });
    await editTo(ids.slice(0, 10).reverse());
    await playlists.replace(id, ids.slice(5, 12), never);
    expect(await everything(playlists.list(never))).toEqual([{ id, name: 'Morning', description: 'Slow ones', trackCount: 7 }]);
    expect(emulator.state.pictures.get(id)?.bytes.toString()).toBe('PNG');
  });

  it('is right at the next try if the server went away in the middle', async () => {
    const { emulator, playlists, id, ids, tracks, editTo } = await playlistOf(30, { version });
    const wanted = [...ids.slice(10, 14), ...ids.slice(14, 30).toReversed(), ...ids.slice(30, 33), ...ids.slice(0, 5)];
    const edits = planEdits(await everything(playlists.entries(id, never)), wanted);
    emulator.state.knobs.latencyMs = 20;
    emulator.takeRequests();
    const edit = playlists.edit(id, edits, never);
    const failed = expect(edit).rejects.toMatchObject({ code: 'unavailable' });
    await until(() => emulator.server.requests.filter(({ path }) => path.includes('/Move/')).length > 3);
    await emulator.server.fail('refuse');
    await failed;
    emulator.state.knobs.latencyMs = 0;
    await emulator.server.heal();
    const half = await tracks();
    expect(half).not.toEqual(wanted);
    for (const kept of wanted.filter((one) => ids.indexOf(one) < 30)) expect(half).toContain(kept);
    await editTo(wanted);
    expect(await tracks()).toEqual(wanted);
  });
});

describe.each([
  ['10.11.11', {}],
  ['12.0.0', {}],
  ['10.11.11', { keyHasNoUser: true, entryIds: 'tracks' }],
  ['12.0.0', { keyHasNoUser: true, entryIds: 'tracks' }],
  ['12.0.0', { keyHasNoUser: true }],
] as const)('when any edits come one after the other (%s, %j)', (version, knobs) => {
  it('leads to each wanted order', async () => {
    const { ids, tracks, editTo } = await playlistOf(12, { version, knobs });
    const random = seededRandom(11);
    for (let round = 0; round < 25; round++) {
      const wanted = Array.from({ length: Math.floor(random() * 12) }, () => ids[Math.floor(random() * 12)] ?? '');
      await editTo(wanted);
      expect(await tracks()).toEqual(wanted);
    }
  });
});

describe('when an API key has no user, so that moving and setting are refused', () => {
  it('removes and adds what changes instead, and does not ask in vain again', async () => {
    const { id, ids, tracks, editTo } = await playlistOf(60, { version: '12.0.0', knobs: { keyHasNoUser: true, entryIds: 'tracks' } });
    const [first = '', ...rest] = ids.slice(0, 60);
    const changes = [`POST /Playlists/${id}/Items`, `DELETE /Playlists/${id}/Items`, `POST /Playlists/${id}/Items`];
    expect(await editTo([...rest, first])).toEqual([expect.stringContaining('/Move/59'), `POST /Playlists/${id}`, ...changes]);
    expect(await tracks()).toEqual([...rest, first]);
    expect(await editTo([first, ...rest])).toEqual(changes);
    expect(await tracks()).toEqual([first, ...rest]);
    expect(await editTo(rest)).toEqual([`DELETE /Playlists/${id}/Items`]);
  });

  it('does not scatter hundreds of calls over a long playlist', async () => {
    const { ids, tracks, editTo } = await playlistOf(180, { version: '12.0.0', knobs: { keyHasNoUser: true, entryIds: 'tracks' } });
    const wanted = ids.slice(0, 120).flatMap((one, at) => (at % 2 === 0 ? [one] : [ids[60 + at] ?? '', one]));
    const changes = await editTo([...new Set(wanted)]);
    expect(await tracks()).toEqual([...new Set(wanted)]);
    expect(changes.length).toBeLessThan(10);
  });

  it('begins at the first difference where tracks can only be added at the end', async () => {
    const { ids, tracks, editTo } = await playlistOf(60, { version: '10.11.11', knobs: { keyHasNoUser: true, entryIds: 'tracks' } });
    const wanted = [...ids.slice(0, 50), ...ids.slice(50, 60).reverse()];
    await editTo(wanted);
    expect(await tracks()).toEqual(wanted);
  });

  it("removes nothing from somebody else's playlist that it may not fill again", async () => {
    const { emulator, playlists, id, ids } = await playlistOf(10, { version: '10.11.11', knobs: { keyHasNoUser: true } });
    const stored = emulator.state.playlists.get(id);
    const guest = emulator.state.users.find(({ name }) => name === 'guest');
    if (stored === undefined || guest === undefined) throw new Error('the emulator has lost something');
    emulator.state.playlists.set(id, { ...stored, ownerId: guest.id });
    const refused = playlists.replace(id, ids.slice(3, 5), never);
    await expect(refused).rejects.toMatchObject({ code: 'permission_denied', hint: expect.stringContaining('JELLYFIN_USER') });
    expect(emulator.state.playlists.get(id)?.entries).toHaveLength(10);
  });
});

describe('when the server leaves out tracks in silence', () => {
  it('says that it keeps a track only once, and makes no such playlist', async () => {
    const { emulator, playlists, id, ids } = await playlistOf(3, { version: '10.11.11', knobs: { keepsRepetitions: false } });
    const [one = '', two = ''] = ids;
    const unsupported = { code: 'unsupported', message: expect.stringContaining('only once') };
    await expect(playlists.create({ name: 'Twice', trackIds: [one, two, one] }, never)).rejects.toMatchObject(unsupported);
    expect([...emulator.state.playlists.keys()]).toEqual([id]);
    await expect(playlists.replace(id, [one, one], never)).rejects.toMatchObject(unsupported);
    await expect(playlists.append(id, [two, two], never)).rejects.toMatchObject(unsupported);
  });

  it.each([true, false])('does not claim to have added tracks that do not exist (dropped: %s)', async (dropsUnknownTracks) => {
    const { emulator, playlists, id, ids } = await playlistOf(3, { version: '12.0.0', knobs: { dropsUnknownTracks } });
    const unknown = 'ffffffffffffffffffffffffffffffff';
    const missing = { code: 'not_found' };
    await expect(playlists.create({ name: 'Ghosts', trackIds: [ids[0] ?? '', unknown] }, never)).rejects.toMatchObject(missing);
    await expect(playlists.append(id, [unknown], never)).rejects.toMatchObject(missing);
    await expect(playlists.replace(id, [unknown], never)).rejects.toMatchObject(missing);
    const edits = planEdits(await everything(playlists.entries(id, never)), [unknown, ...ids.slice(0, 3)]);
    await expect(playlists.edit(id, edits, never)).rejects.toMatchObject(missing);
    expect([...emulator.state.playlists.keys()]).toEqual([id]);
  });
});

describe('when an id is not that of a playlist', () => {
  it('removes nothing else: the call that deletes would delete an album with its files', async () => {
    const { emulator, playlists } = await playlistOf(3, { version: '12.0.0' });
    const items = [...emulator.state.items.keys()];
    for (const id of [items[0] ?? '', items[1] ?? '', 'ffffffffffffffffffffffffffffffff', 'not-an-id', '../Users']) {
      await expect(playlists.remove(id, never)).rejects.toMatchObject({ code: 'not_found' });
      await expect(everything(playlists.entries(id, never))).rejects.toMatchObject({ code: 'not_found' });
      await expect(playlists.replace(id, [], never)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect([...emulator.state.items.keys()]).toEqual(items);
  });
});
