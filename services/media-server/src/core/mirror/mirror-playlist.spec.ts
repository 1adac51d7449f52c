import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryServer } from '../../../test/memory/memory-server.js';
import type { ServerPlaylists } from '../servers/media-server.js';
import type { ServerTrack } from '../servers/values.js';
import { locatorBelow } from './locator.js';
import { type Mirrored, type MirrorOrder, mirrorPlaylist } from './mirror-playlist.js';
import type { WantedSong } from './song-matcher.js';

const signal = new AbortController().signal;
const track = (id: string, title: string, artist: string, more: Partial<ServerTrack> = {}): ServerTrack => ({
  id,
  title,
  artists: [artist],
  ...more,
});
const song = (title: string, artist: string, more: Partial<WantedSong> = {}): WantedSong => ({
  songId: `song ${title}`,
  title,
  artists: [artist],
  locators: [],
  ...more,
});
let server: MemoryServer;
let playlists: ServerPlaylists;
beforeEach(() => {
  server = new MemoryServer([
    track('t1', 'Hello', 'Adele', { durationMs: 295_000 }),
    track('t2', 'Hello (Live)', 'Adele', { durationMs: 301_000 }),
    track('t3', '七里香', '周杰伦', { durationMs: 299_000 }),
    track('t4', 'Hurt', 'Johnny Cash', { path: '/music/cash/hurt.flac' }),
    track('t5', 'Hurt', 'Nine Inch Nails'),
    track('t6', 'Unnamed 07', '', { path: '/music/odd/07.mp3' }),
    ...[...'vwxyz'].map((letter) => track(letter, `Filler ${letter}`, 'Band')),
  ]);
  playlists = server.optional.playlists as ServerPlaylists;
});

const filler = [...'vwxyz'].map((letter) => song(`Filler ${letter}`, 'Band'));
function mirror(songs: readonly WantedSong[], order: Partial<MirrorOrder> = {}): Promise<Mirrored> {
  const usual = { playlistId: '', name: 'Morning', description: '', mode: 'reconcile', dryRun: false, force: false } as const;
  return mirrorPlaylist({ server, playlists, locatorOf: locatorBelow('/music') }, { ...usual, songs, ...order }, () => undefined, signal);
}
const held = (id: string): readonly string[] => server.playlists.get(id)?.trackIds ?? [];
const searches = (): number => server.calls.filter((call) => call.startsWith('searchTracks')).length;

describe('when a playlist is mirrored for the first time', () => {
  it('makes it with the songs that the server has, in order, and names the others', async () => {
    const mirrored = await mirror([song('七里香', '周杰伦'), song('Nowhere', 'Nobody'), song('Hello', 'Adele')], {
      description: 'for breakfast',
    });
    expect(mirrored).toMatchObject({ created: true, unmatched: ['song Nowhere'], change: { added: 2, applied: true, trackCount: 2 } });
    expect(server.playlists.get(mirrored.playlistId)).toMatchObject({
      name: 'Morning',
      description: 'for breakfast',
      trackIds: ['t3', 't1'],
    });
  });

  it('takes the same recording, not one of the same name', async () => {
    const { playlistId } = await mirror([
      song('Hello (Live)', 'Adele'),
      song('Hurt', 'Nine Inch Nails'),
      song('Hello', 'Adele', { durationMs: 295_400 }),
    ]);
    expect(held(playlistId)).toEqual(['t2', 't5', 't1']);
  });

  it('takes the very file of a song, whatever its tags say', async () => {
    const { playlistId } = await mirror([song('Unnamed', 'Nobody knows', { locators: ['odd/07.mp3'] })]);
    expect(held(playlistId)).toEqual(['t6']);
  });

  it('makes none if the server has none of the songs, and none in a dry run', async () => {
    expect(await mirror([song('Nowhere', 'Nobody')])).toMatchObject({ playlistId: '', created: false, unmatched: ['song Nowhere'] });
    expect(await mirror([song('Hello', 'Adele')], { dryRun: true })).toMatchObject({
      playlistId: '',
      created: true,
      change: { added: 1, applied: false },
    });
    expect(server.playlists.size).toBe(0);
  });

  it('takes over one of the same name that holds the same', async () => {
    const id = await playlists.create({ name: 'Morning', trackIds: ['t1', 't3'] }, signal);
    expect(await mirror([song('Hello', 'Adele'), song('七里香', '周杰伦'), song('Hurt', 'Johnny Cash')])).toMatchObject({
      playlistId: id,
      created: false,
    });
    expect(held(id)).toEqual(['t1', 't3', 't4']);
  });

  it('leaves one of the same name alone that somebody made for something else', async () => {
    const id = await playlists.create({ name: 'Morning', trackIds: ['t5', 't6'] }, signal);
    const { playlistId, created } = await mirror([song('Hello', 'Adele')]);
    expect([created, playlistId === id]).toEqual([true, false]);
    expect(held(id)).toEqual(['t5', 't6']);
  });
});

describe('when it is mirrored again', () => {
  it('looks only for songs that are not in it, and keeps the playlist', async () => {
    const first = await mirror(filler);
    server.calls.length = 0;
    const again = await mirror([...filler.slice(1), song('Hello', 'Adele')], { playlistId: first.playlistId, name: 'Renamed meanwhile' });
    expect(again).toMatchObject({ playlistId: first.playlistId, created: false, change: { added: 1, removed: 1 } });
    expect(again.change.tracks.find(({ kind }) => kind === 'added')?.track).toMatchObject({ title: 'Hello' });
    expect(searches()).toBe(1);
    expect(server.calls.filter((call) => call === 'list')).toHaveLength(1);
    expect(held(first.playlistId)).toEqual(['w', 'x', 'y', 'z', 't1']);
  });

  it('makes it again if somebody removed it', async () => {
    const first = await mirror(filler);
    await playlists.remove(first.playlistId, signal);
    const again = await mirror(filler, { playlistId: first.playlistId });
    expect(again).toMatchObject({ created: true });
    expect(held(again.playlistId)).toHaveLength(5);
  });

  it('keeps what is there if the server suddenly has none of the songs, and refuses if it has few', async () => {
    const { playlistId } = await mirror(filler);
    server.tracks.splice(0, server.tracks.length, ...server.tracks.map((one) => ({ ...one, title: 'Broken index' })));
    expect(await mirror(filler, { playlistId })).toMatchObject({ playlistId, change: { applied: false } });
    server.tracks.push(track('n', 'Fresh', 'Newcomer'));
    await expect(mirror([...filler, song('Fresh', 'Newcomer')], { playlistId })).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(held(playlistId)).toHaveLength(5);
  });

  it('never takes a failed search for a song that is not there', async () => {
    const { playlistId } = await mirror(filler);
    Object.assign(server, { failure: new Fault('unavailable', 'the server was restarted'), callsLeft: 4 });
    await expect(mirror([...filler.slice(2), song('Hello', 'Adele')], { playlistId })).rejects.toMatchObject({ code: 'unavailable' });
    Object.assign(server, { failure: undefined });
    expect(held(playlistId)).toHaveLength(5);
  });

  it('a song that occurs twice stays twice; two songs that are one track count once', async () => {
    const twice = [song('Hello', 'Adele'), song('七里香', '周杰伦'), song('Hello', 'Adele')];
    const { playlistId } = await mirror(twice);
    expect(held(playlistId)).toEqual(['t1', 't3', 't1']);
    await mirror([...twice, song('Hello', 'Adele', { songId: 'the same from elsewhere' })], { playlistId });
    expect(held(playlistId)).toEqual(['t1', 't3', 't1']);
  });
});

describe('when a server keeps a track only once in a playlist', () => {
  it('gets each once, in the order of their first places, in a new playlist and in a changed one', async () => {
    const onceEach = async <T>(ids: readonly string[], change: () => Promise<T>): Promise<T> => {
      if (new Set(ids).size < ids.length) throw new Fault('unsupported', 'it keeps a track only once');
      return change();
    };
    const { create, append, edit } = playlists;
    playlists = {
      ...playlists,
      create: (playlist, stop) => onceEach(playlist.trackIds, () => create(playlist, stop)),
      append: (id, ids, stop) => onceEach([...held(id), ...ids], () => append(id, ids, stop)),
      edit: (id, edits, stop) =>
        onceEach(
          edits.after.map(({ trackId }) => trackId),
          () => edit(id, edits, stop),
        ),
    };
    const twice = [song('Hello', 'Adele'), song('七里香', '周杰伦'), song('Hello', 'Adele')];
    const { playlistId } = await mirror(twice);
    expect(held(playlistId)).toEqual(['t1', 't3']);
    await mirror([song('七里香', '周杰伦'), ...twice], { playlistId });
    expect(held(playlistId)).toEqual(['t3', 't1']);
  });
});

describe('where a server sees its files', () => {
  it.each([
    ['/music', '/music/a/b.flac', 'a/b.flac'],
    ['/music/', '/music/a/b.flac', 'a/b.flac'],
    ['/music', 'a/b.flac', 'a/b.flac'],
    ['/music', '/music2/a.flac', undefined],
    ['/music', 'C:\\Music\\a.flac', undefined],
    ['/music', undefined, undefined],
  ])('below %s, %s is our %s', (root, path, expected) => {
    expect(locatorBelow(root)(track('x', 'x', 'x', { path }))).toBe(expected);
  });
});
