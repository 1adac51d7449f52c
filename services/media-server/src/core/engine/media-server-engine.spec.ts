import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryServer } from '../../../test/memory/memory-server.js';
import { type ActiveServer, MediaServerEngine } from './media-server-engine.js';
import type { ListStep, Outcome } from './outcome.js';
import { type NamedServer, ServerRegistry } from './server-registry.js';

// The dispatch alone: servers in memory, a setting in a variable (behaviour 217).
const signal = new AbortController().signal;
let left: MemoryServer;
let right: MemoryServer;
let setting: string;
let reads: number;
let engine: MediaServerEngine;

const named = (name: string, server: MemoryServer, ...aliases: string[]): NamedServer => ({ name, aliases, server });

beforeEach(() => {
  left = new MemoryServer([{ id: '1', title: 'Hello', artists: ['Left'], album: 'A' }]);
  right = new MemoryServer([{ id: '2', title: 'Hello', artists: ['Right'], album: 'B' }]);
  const registry = new ServerRegistry([named('left', left), named('right', right, 'other', 'third')]);
  setting = 'left';
  reads = 0;
  const active: ActiveServer = {
    current: async () => {
      reads += 1;
      return registry.choose(setting);
    },
  };
  engine = new MediaServerEngine(active);
});

async function steps<T>(list: AsyncIterable<ListStep<T>>): Promise<ListStep<T>[]> {
  const all: ListStep<T>[] = [];
  for await (const step of list) all.push(step);
  return all;
}
const found = () => engine.searchTracks({ title: 'Hello', artist: '', limit: 15 }, signal);

/** Every call of the engine, as the outcome that it ends with. */
const calls: readonly (readonly [string, () => Promise<Outcome<unknown>>])[] = [
  ['ensureConnection', () => engine.ensureConnection(signal)],
  ['searchTracks', () => found()],
  ['recentlyAddedAlbums', () => engine.recentlyAddedAlbums(400, signal)],
  ['triggerLibraryScan', () => engine.triggerLibraryScan('/music', signal)],
  ['isLibraryScanning', () => engine.isLibraryScanning(signal)],
  ['updateArtistGenres', () => engine.updateArtistGenres('1', ['Pop'], signal)],
  ['updateArtistPoster', () => engine.updateArtistPoster('1', { bytes: new Uint8Array(), mediaType: 'image/png' }, signal)],
  ['updateAlbumPoster', () => engine.updateAlbumPoster('1', { bytes: new Uint8Array(), mediaType: 'image/png' }, signal)],
  ['updateArtistBiography', () => engine.updateArtistBiography('1', 'x', signal)],
  ...(['allArtists', 'allAlbumIds', 'trackPlayCounts'] as const).map(
    (list) => [list, async () => lastOf(await steps<unknown>(engine[list](signal)))] as const,
  ),
  ['playHistory', async () => lastOf(await steps(engine.playHistory(500, signal)))],
];

function lastOf(all: readonly ListStep<unknown>[]): Outcome<unknown> {
  const last = all.at(-1);
  if (last === undefined || last.kind === 'page') throw new Error('a list must say how it ended');
  return last;
}

describe('when the setting names a server', () => {
  it('asks that one, and after a change the other, without being made anew (behaviours 208 and 209)', async () => {
    expect(await found()).toMatchObject({ kind: 'done', value: [{ id: '1' }] });
    for (const word of ['right', ' Right ', 'other', 'THIRD']) {
      setting = word;
      expect(await found()).toMatchObject({ kind: 'done', value: [{ id: '2' }] });
    }
    expect(left.calls).toEqual(['searchTracks Hello']);
  });

  it.each(calls)('reads it once for %s (behaviour 209)', async (_name, call) => {
    await call();
    expect(reads).toBe(1);
  });

  it('stays with one server for work of several calls, and for a list that is long under way', async () => {
    await engine.ask(async (server) => {
      await server.isLibraryScanning(signal);
      setting = 'right';
      await server.isLibraryScanning(signal);
    });
    setting = 'left';
    for await (const _ of engine.allArtists(signal)) setting = 'right';
    expect([left.calls, right.calls]).toEqual([['isLibraryScanning', 'isLibraryScanning', 'allArtists'], []]);
  });

  it('names those that there are if it is none of them', async () => {
    setting = 'middle';
    const fault = { code: 'invalid_argument', message: expect.stringMatching(/"middle".*available: left, right/) };
    expect(await found()).toMatchObject({ kind: 'failed', fault });
    expect(await engine.isConnected(signal)).toBe(false);
  });

  it('limits a scan to a folder only where the server can', async () => {
    await engine.triggerLibraryScan('/music/a', signal);
    Object.assign(right, { scansFolders: false });
    setting = 'right';
    await engine.triggerLibraryScan('/music/a', signal);
    expect([left.scannedFolders, right.scannedFolders]).toEqual([['/music/a'], [undefined]]);
  });
});

describe('when servers are registered', () => {
  it('refuses two that one word would select (behaviour 208)', () => {
    for (const words of [named('left', right), named('x', right, 'left'), named('x', right, 'x')]) {
      expect(() => new ServerRegistry([named('left', left), words])).toThrow(expect.objectContaining({ code: 'internal' }));
    }
  });

  it('takes an empty word for none', () => {
    expect(new ServerRegistry([named('left', left)]).choose(' ')).toBeUndefined();
  });
});

describe('when a call ends', () => {
  it('tells done from not possible and from failed (behaviour 213)', async () => {
    const update = () => engine.updateArtistGenres('1', ['Pop'], signal);
    expect(await update()).toMatchObject({
      kind: 'unsupported',
      fault: { code: 'unsupported', message: expect.stringMatching(/^left: \w+ \w+/) },
    });
    left.optional = { ...left.optional, updateArtistGenres: async () => undefined };
    expect(await update()).toEqual({ kind: 'done', value: undefined });
    left.optional = { ...left.optional, updateArtistGenres: () => Promise.reject(new Fault('permission_denied', 'not an administrator')) };
    expect(await update()).toMatchObject({ kind: 'failed', fault: { code: 'permission_denied' } });
  });

  it('says the same of lists, after their pages', async () => {
    expect(await steps(engine.allAlbumIds(signal))).toEqual([
      { kind: 'page', items: ['A'] },
      { kind: 'done', value: undefined },
    ]);
    expect(await steps(engine.trackPlayCounts(signal))).toMatchObject([{ kind: 'unsupported', fault: { code: 'unsupported' } }]);
  });

  it('ends a list that breaks off as failed, not as done: its pages are not the whole', async () => {
    left.tracks.push({ id: '3', title: 'More', artists: ['Late'] });
    Object.assign(left, { failure: new Fault('unavailable', 'the connection was cut'), callsLeft: 1 });
    expect(await steps(engine.allArtists(signal))).toMatchObject([
      { kind: 'page', items: [{ name: 'Left' }] },
      { kind: 'failed', fault: { code: 'unavailable' } },
    ]);
  });

  it('lets a list be left early', async () => {
    for await (const step of engine.allArtists(signal)) {
      expect(step.kind).toBe('page');
      break;
    }
  });
});

describe.each<[string, () => void, string]>([
  ['throws', () => Object.assign(left, { failure: new TypeError('secret is undefined') }), 'internal'],
  ['fails', () => Object.assign(left, { failure: new Fault('unavailable', 'nothing listens') }), 'unavailable'],
  ['is canceled', () => Object.assign(left, { failure: new DOMException('gone', 'AbortError') }), 'canceled'],
  ['was never configured', () => Object.assign(left, { configured: false, settings: 'LEFT_URL' }), 'failed_precondition'],
  ['is not chosen', () => (setting = ''), 'failed_precondition'],
])('when the server %s (behaviour 218)', (_what, harm, code) => {
  beforeEach(() => {
    for (const operation of ['updateArtistGenres', 'updateArtistPoster', 'updateAlbumPoster', 'updateArtistBiography'] as const) {
      left.optional = { ...left.optional, [operation]: () => Promise.reject(left.failure) };
    }
    left.optional = { ...left.optional, trackPlayCounts: (gone) => left.playCounts(gone) };
    harm();
  });

  it.each(calls)('%s ends with an outcome and never throws', async (_name, call) => {
    const outcome = await call();
    expect(outcome).toMatchObject({ kind: 'failed', fault: { code } });
    expect(outcome.kind === 'done' ? '' : `${outcome.fault.message} ${outcome.fault.hint}`).not.toContain('secret');
  });

  it('is not connected', async () => {
    expect(await engine.isConnected(signal)).toBe(false);
  });
});

describe('when the settings themselves cannot be read', () => {
  it('is an outcome too', async () => {
    engine = new MediaServerEngine({ current: () => Promise.reject(new Fault('data_corrupt', 'line 3 of catalogsync.env')) });
    for (const [, call] of calls) expect(await call()).toMatchObject({ kind: 'failed', fault: { code: 'data_corrupt' } });
    expect(await engine.isConnected(signal)).toBe(false);
  });
});

describe('when its settings are missing', () => {
  it('says which ones', async () => {
    Object.assign(left, { configured: false, settings: 'LEFT_URL and LEFT_TOKEN' });
    expect(await found()).toMatchObject({ fault: { hint: 'Set LEFT_URL and LEFT_TOKEN.', retry: 'never' } });
    expect(left.calls).toEqual([]);
  });
});
