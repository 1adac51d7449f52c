import { defaultQualityProfile } from '@catalogsync/catalog';
import { describe, expect, it } from '@jest/globals';
import type { DownloadRecord, DownloadRequest } from './model.js';
import { isAnothers, NewDownloads, profileNamed } from './new-downloads.js';

let ids = 0;
const draw = { newId: () => String(++ids), random: () => 0, sha256Hex: (text: string) => text };
const profiles = new Map(['', 'lossless', 'high'].map((name) => [name, defaultQualityProfile]));
const song = { platform: 'qq', remoteId: '1', title: '七里香', artists: ['周杰伦'], album: 'A', durationMs: 3000 };
const request = (more: Partial<DownloadRequest> = {}, target: object = {}) =>
  ({ target: { ...song, ...target }, sources: [], ...more }) as unknown as DownloadRequest;
const keyOf = (wanted: DownloadRequest): string => new NewDownloads(profiles, draw).of(wanted, undefined, 0).requestKey;

describe('when two downloads are requested', () => {
  it('share one if song, sources and quality are the same, whatever else the request says', () => {
    expect(keyOf(request())).toBe(keyOf(request({ qualityProfile: '' }, { title: 'other', lyrics: 'la' })));
    const unnamed = { remoteId: undefined };
    expect(keyOf(request({}, { ...unnamed, title: '七里香', durationMs: 3400 }))).toBe(
      keyOf(request({}, { ...unnamed, title: '七里香 ' })),
    );
  });

  it.each<[string, DownloadRequest]>([
    ['another quality', request({ qualityProfile: 'lossless' })],
    ['other sources', request({ sources: ['one'] })],
    ['another id', request({}, { remoteId: '2' })],
    ['the id of another platform', request({}, { platform: 'kuwo' })],
    ['the same names without an id', request({}, { remoteId: undefined })],
  ])('do not share one for %s', (_, other) => {
    expect(keyOf(other)).not.toBe(keyOf(request()));
  });

  it.each<[string, object]>([
    ['title', { title: '夜曲' }],
    ['artists', { artists: ['other'] }],
    ['album', { album: 'B' }],
    ['duration', { durationMs: 9000 }],
  ])('do not share one for songs without an id that differ in their %s', (_, difference) => {
    const unnamed = { remoteId: undefined };
    expect(keyOf(request({}, { ...unnamed, ...difference }))).not.toBe(keyOf(request({}, unnamed)));
  });

  it('are refused without a title, or with a quality that does not exist', () => {
    const invalid = expect.objectContaining({ code: 'invalid_argument' });
    expect(() => keyOf(request({}, { title: ' ' }))).toThrow(invalid);
    expect(() => keyOf(request({ qualityProfile: 'gold' }))).toThrow(invalid);
  });
});

describe('when a download is new', () => {
  it('it waits, with nothing tried and nothing fetched', () => {
    const wanted = request();
    expect(new NewDownloads(profiles, { ...draw, newId: () => 'id' }).of(wanted, 'item-1', 7)).toEqual({
      id: 'id',
      requestKey: keyOf(wanted),
      request: wanted,
      holder: 'item-1',
      state: 'queued',
      attempts: [],
      file: undefined,
      error: undefined,
      released: false,
      createdAt: 7,
      updatedAt: 7,
      endedAt: undefined,
    });
  });

  it('what it may be named is told to those who named something else', () => {
    expect(profileNamed('high', profiles)).toBe(defaultQualityProfile);
    expect(profileNamed(undefined, profiles)).toBe(defaultQualityProfile);
    const refused = { code: 'invalid_argument', hint: 'There are: lossless, high.' };
    expect(() => profileNamed('gold', profiles)).toThrow(expect.objectContaining(refused));
  });

  it.each([
    [undefined, undefined, false],
    ['a', undefined, false],
    [undefined, 'a', true],
    ['a', 'a', false],
    ['a', 'b', true],
  ])('held by %s, it is not the one of %s: %s', (holder, asking, others) => {
    expect(isAnothers({ holder } as DownloadRecord, asking)).toBe(others);
  });
});
