import { describe, expect, it } from '@jest/globals';
import { type Download, entriesOf, type Search, type SongFile, type Story } from './runs.js';
import { verdictOf } from './verdict.js';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 30, 12, 0, second)).toISOString();

const search = (second: number, change: Partial<Search> = {}): Search => ({
  decidedAt: at(second),
  policy: 'configOrder',
  reason: 'the configured order',
  outcome: 'found',
  order: [],
  trials: [{ source: 'qq', outcome: 'refused', elapsedMs: 1, hits: 1, detail: '', errorCode: null }],
  chosen: null,
  manual: false,
  ...change,
});

const download = (from: number, until: number, change: Partial<Download> = {}): Download => ({
  id: String(from),
  state: 'succeeded',
  source: 'archive',
  attempts: [
    { source: 'qq', remoteId: '1', outcome: 'refused', code: 'damaged', message: 'it breaks off', startedAt: at(from), elapsedMs: 5 },
    { source: 'archive', remoteId: '2', outcome: 'succeeded', code: null, message: null, startedAt: at(from), elapsedMs: 5 },
  ],
  createdAt: at(from),
  endedAt: at(until),
  errorMessage: null,
  hint: null,
  ...change,
});

const file = (second: number, change: Partial<SongFile> = {}): SongFile => ({
  id: second,
  backend: 'local',
  backendType: 'local',
  locator: 'a.flac',
  ext: 'flac',
  sizeBytes: 1,
  quality: 'lossless',
  bitrate: null,
  sampleRate: null,
  bitDepth: null,
  durationMs: null,
  sha256: 'ab',
  status: 'active',
  source: 'archive',
  addedAt: at(second),
  playable: true,
  ownersFolder: false,
  ...change,
});

const nothing: Story = { resolves: [], downloads: [], items: [], choice: null, rejected: [], quarantine: [] };

describe('when the story of a song is told', () => {
  it('puts the search, the attempts and the file of one run together, newest run first', () => {
    const story = { ...nothing, resolves: [search(52), search(12)], downloads: [download(50, 53), download(10, 13)] };
    const entries = entriesOf(story, [file(14)]);
    expect(entries.map(({ kind }) => kind)).toEqual(['run', 'run']);
    const [newest, first] = entries;
    expect(newest).toMatchObject({ search: { decidedAt: at(52) }, files: [] });
    expect(first).toMatchObject({ search: { decidedAt: at(12) }, files: [{ id: 14 }] });
    expect(first?.kind === 'run' && first.steps.map(({ source, trial, attempts }) => [source, trial?.outcome, attempts.length])).toEqual([
      ['qq', 'refused', 1],
      ['archive', undefined, 1],
    ]);
  });

  it('tells what belongs to no run by itself', () => {
    const held = { id: 'x', source: 'qq', reason: 'damaged', detail: '', ext: null, sizeBytes: 1, durationMs: null, state: 'held' };
    const story = {
      ...nothing,
      resolves: [search(5)],
      downloads: [download(30, 31, { state: 'failed', source: null })],
      quarantine: [
        { ...held, remoteId: '1', createdAt: at(30) },
        { ...held, remoteId: '9', createdAt: at(40) },
      ],
      choice: { source: 'qq', remoteId: '1', note: '', createdAt: at(20) },
    };
    expect(entriesOf(story, [file(1, { source: null })]).map(({ kind, at: instant }) => [kind, new Date(instant).getUTCSeconds()])).toEqual(
      [
        ['held', 40],
        ['run', 30],
        ['choice', 20],
        ['run', 5],
        ['file', 1],
      ],
    );
  });
});

const song = {
  id: 1,
  platform: 'qq',
  remoteId: '1',
  name: 'A',
  singers: null,
  ext: null,
  fileSizeBytes: null,
  status: 'missing' as const,
  fileCount: 0,
  file: null,
  album: null,
  durationMs: null,
  coverId: null,
  coverHash: null,
  thumbhash: null,
  isrc: null,
  files: [],
  playlists: [],
  links: [],
};

describe('when the verdict on a song is given', () => {
  it('is what is done now, then what is there, then why it is not', () => {
    const failed = search(1, { outcome: 'notFound' });
    expect(verdictOf({ ...song, files: [file(1)] }, nothing, { stageType: 'upload' })).toEqual({ kind: 'working', stage: 'upload' });
    expect(verdictOf({ ...song, files: [file(1)] }, nothing, undefined)).toMatchObject({ kind: 'have', isVerified: true });
    expect(verdictOf({ ...song, files: [file(1, { ownersFolder: true })] }, nothing, undefined)).toMatchObject({ kind: 'own' });
    expect(verdictOf({ ...song, files: [file(1, { status: 'rejected' })] }, nothing, undefined)).toEqual({ kind: 'never' });
    expect(verdictOf({ ...song, status: 'downloaded', fileOf: { id: 7, platform: 'qq', remoteId: '7' } }, nothing, undefined)).toEqual({
      kind: 'linked',
      songId: 7,
      platform: 'qq',
    });
    expect(verdictOf(song, { ...nothing, resolves: [failed] }, undefined)).toEqual({ kind: 'notFound', asked: 1 });
    expect(verdictOf({ ...song, status: 'gone' }, undefined, undefined)).toEqual({ kind: 'gone' });
    expect(verdictOf(song, nothing, undefined)).toEqual({ kind: 'never' });
  });
});
