import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryServer } from '../../../test/memory/memory-server.js';
import type { ServerPlaylists } from '../servers/media-server.js';
import { type ChangeOrder, changePlaylist, type PlaylistChange, readPlaylist } from './change-playlist.js';
import { copyNameOf, isCopy, isCopyOf } from './copy-name.js';

const signal = new AbortController().signal;
const letters = [...'abcdefghijklmnop'];
let server: MemoryServer;
let playlists: ServerPlaylists;
beforeEach(() => {
  server = new MemoryServer(letters.map((id) => ({ id, title: id, artists: ['somebody'] })));
  playlists = server.optional.playlists as ServerPlaylists;
});

const made = (tracks: string): Promise<string> => playlists.create({ name: 'Mix', trackIds: [...tracks] }, signal);
const held = (id: string): string => (server.playlists.get(id)?.trackIds ?? []).join('');
const names = (): string[] => [...server.playlists.values()].map(({ name }) => name);
async function change(id: string, tracks: string, options: Partial<ChangeOrder> = {}): Promise<PlaylistChange> {
  const order = { trackIds: [...tracks], mode: 'reconcile', dryRun: false, force: false, ...options } as const;
  return changePlaylist(playlists, await readPlaylist(playlists, id, signal), order, signal);
}

describe('when a playlist is changed', () => {
  it('becomes exactly what is wanted, and no copy is left', async () => {
    const id = await made('abcde');
    expect(await change(id, 'bacfe')).toMatchObject({ added: 1, moved: 1, removed: 1, trackCount: 5, applied: true });
    expect(held(id)).toBe('bacfe');
    expect(names()).toEqual(['Mix']);
  });

  it('is copied before anything is removed or moved, and the copy goes only after it was read back', async () => {
    const id = await made('abcde');
    server.calls.length = 0;
    await change(id, 'bcdefg');
    const [create, remove] = [server.calls.indexOf('create 5'), server.calls.indexOf('remove')];
    expect(create).toBeLessThan(server.calls.indexOf('edit step'));
    expect(server.calls.slice(server.calls.lastIndexOf('edit step'), remove + 1)).toEqual(['edit step', 'entries', 'remove']);
  });

  it('is not copied for what is only added at the end', async () => {
    const id = await made('abc');
    server.calls.length = 0;
    await change(id, 'abcde');
    expect(server.calls.filter((call) => !/^(list|entries)$/.test(call))).toEqual(['append 2']);
  });

  it('is left alone if nothing differs, and by a dry run, which tells each change', async () => {
    const id = await made('abcde');
    server.calls.length = 0;
    expect(await change(id, 'abcde')).toMatchObject({ applied: false, added: 0, removed: 0 });
    const dry = await change(id, 'abdxe'.replace('x', 'f'), { dryRun: true });
    expect(dry).toMatchObject({ applied: false, added: 1, removed: 1, moved: 0, trackCount: 5 });
    expect(dry.tracks.map(({ kind, track, position }) => [kind, track.id, position])).toEqual([
      ['removed', 'c', 3],
      ['added', 'f', 4],
    ]);
    expect(server.calls.every((call) => /^(list|entries)$/.test(call))).toBe(true);
  });

  it('appending adds what it lacks, once, and removes nothing', async () => {
    const id = await made('abca');
    expect(await change(id, 'cdda', { mode: 'append' })).toMatchObject({ added: 1, removed: 0, trackCount: 5 });
    expect(held(id)).toBe('abcad');
  });

  it('replacing takes the wanted order whatever was there', async () => {
    const id = await made('abcd');
    await change(id, 'dcb', { mode: 'replace' });
    expect(held(id)).toBe('dcb');
  });

  it('ends as wanted from any playlist to any other, in each mode that orders', async () => {
    const tracks = fc.array(fc.constantFrom(...letters.slice(0, 6)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tracks, tracks, fc.constantFrom('replace', 'reconcile'), async (before, after, mode) => {
        const id = await made(before.join(''));
        await change(id, after.join(''), { mode: mode as 'replace', force: true });
        expect(held(id)).toBe(after.join(''));
        expect(names().filter(isCopy)).toEqual([]);
      }),
    );
  });
});

describe('when more than half of five or more tracks would go', () => {
  it('is refused with what to do, also in a dry run, and nothing changes', async () => {
    const id = await made('abcde');
    for (const dryRun of [false, true]) {
      await expect(change(id, 'ab', { dryRun })).rejects.toMatchObject({
        code: 'failed_precondition',
        message: '3 of 5 tracks of the playlist "Mix" would be removed',
        hint: expect.stringContaining('--force'),
      });
    }
    expect(held(id)).toBe('abcde');
  });

  it('is done if forced; and half, or any part of a short one, needs no force', async () => {
    const id = await made('abcde');
    expect(await change(id, 'ab', { force: true })).toMatchObject({ removed: 3, applied: true });
    const half = await made('abcdef');
    expect(await change(half, 'abc')).toMatchObject({ removed: 3 });
    const short = await made('abcd');
    expect(await change(short, '')).toMatchObject({ removed: 4 });
  });
});

describe('when a playlist cannot be changed', () => {
  it('says why, and that one is gone', async () => {
    const id = await made('abc');
    server.playlists.set(id, { id, name: 'Mix', trackIds: ['a'], readOnly: 'it is a smart playlist' });
    await expect(change(id, 'ab')).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('it is a smart playlist'),
    });
    await expect(change('p999', 'ab')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when the server fails in the middle of a change', () => {
  it('whenever that is, what it held before stays readable, and the next change ends as wanted without a copy', async () => {
    const failure = new Fault('unavailable', 'the server was restarted');
    for (const mode of ['replace', 'reconcile'] as const) {
      for (let callsLeft = 0; callsLeft < 12; callsLeft++) {
        const id = await made('abcdefgh');
        const read = await readPlaylist(playlists, id, signal);
        const order = { trackIds: [...'hbcdmnog'], mode, dryRun: false, force: false };
        Object.assign(server, { failure, callsLeft });
        const error: unknown = await changePlaylist(playlists, read, order, signal).catch((fault: unknown) => fault);
        Object.assign(server, { failure: undefined });
        const copy = [...server.playlists.values()].find(({ name }) => isCopyOf(name, id));
        if (error instanceof Fault && held(id) !== 'abcdefgh') {
          expect(copy?.trackIds.join('')).toBe('abcdefgh');
          expect(error).toMatchObject({ code: 'unavailable', retry: 'later' });
          if (held(id) !== 'hbcdmnog') expect(error.message).toContain(copyNameOf('Mix', id));
        }
        expect(await change(id, 'hbcdmnog', { mode })).toMatchObject({ trackCount: 8 });
        expect(held(id)).toBe('hbcdmnog');
        expect([...server.playlists.values()].some(({ name }) => isCopyOf(name, id))).toBe(false);
        await playlists.remove(id, signal);
      }
    }
  });

  it('judges what would go by what it held before, not by what is left of it', async () => {
    const id = await made('abcdef');
    const copyId = await playlists.create({ name: copyNameOf('Mix', id), trackIds: [...'abcdef'] }, signal);
    await playlists.replace(id, ['a'], signal);
    await expect(change(id, 'ab')).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await change(id, 'abcdeg')).toMatchObject({ added: 1, removed: 1, applied: true });
    expect(held(id)).toBe('abcdeg');
    expect(server.playlists.has(copyId)).toBe(false);
  });

  it('a copy that is half, or older than what the playlist holds now, loses nothing, and goes', async () => {
    const id = await made('abcdefgh');
    await playlists.create({ name: copyNameOf('Mix', id), trackIds: [...'abc'] }, signal);
    await playlists.create({ name: copyNameOf('Mix', id), trackIds: [...'abcd'] }, signal);
    expect(await change(id, 'i', { mode: 'append' })).toMatchObject({ added: 1, removed: 0, trackCount: 9 });
    expect(held(id)).toBe('abcdefghi');
    await playlists.create({ name: copyNameOf('Mix', id), trackIds: [...'abc'] }, signal);
    await expect(change(id, 'ab')).rejects.toMatchObject({ code: 'failed_precondition' });
    await change(id, 'bacdefg');
    expect(held(id)).toBe('bacdefg');
    expect(names().filter(isCopy)).toEqual([]);
  });

  it('fails if the playlist reads differently afterwards, and keeps the copy', async () => {
    const id = await made('abcdef');
    const edit = playlists.edit;
    const dropping: ServerPlaylists = {
      ...playlists,
      edit: async (playlistId, edits, stop) => edit(playlistId, { ...edits, after: edits.after.slice(0, -1) }, stop),
    };
    const order = { trackIds: [...'bcdefa'], mode: 'reconcile', dryRun: false, force: false } as const;
    await expect(changePlaylist(dropping, await readPlaylist(dropping, id, signal), order, signal)).rejects.toMatchObject({
      message: expect.stringMatching(/reads differently.*kept on the server as "Mix \(before/),
    });
    expect(names().filter(isCopy)).toHaveLength(1);
  });
});
