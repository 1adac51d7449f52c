import { describe, expect, it } from '@jest/globals';
import type { MirrorResult } from '../clients/mirrors-client.js';
import { mirrorListLines, mirrorResultLines } from './mirror-tables.js';

const nothing: MirrorResult = {
  ...{ playlistId: 3, name: 'Mornings', mode: 'reconcile', serverName: 'Living room', remoteId: 'p1', created: false },
  ...{ added: 0, moved: 0, removed: 0, trackCount: 2, applied: false, changes: [], unmatched: [] },
};
const changes = [
  { kind: 'removed', position: 3, title: '珊瑚海', artists: '周杰伦 / Lara' },
  { kind: 'added', position: 1, title: '七里香', artists: '周杰伦' },
  { kind: 'moved', position: 2, title: 'Blue', artists: '' },
];

describe('when a playlist was mirrored', () => {
  it('says what changed, removals first, and what the media server lacks', () => {
    const unmatched = [
      { songId: 7, title: '晴天', artists: '周杰伦', hasFile: true },
      { songId: 8, title: 'Red', artists: '', hasFile: false },
    ];
    const lines = mirrorResultLines({ ...nothing, added: 1, moved: 1, removed: 1, applied: true, changes, unmatched }, false);
    expect(lines).toEqual([
      'Mornings on Living room was changed: -1 +1 1 moved, 2 tracks',
      '  - from 3    珊瑚海 / 周杰伦 / Lara',
      '  + at 1      七里香 / 周杰伦',
      '  moved to 2  Blue',
      'not on the media server, although there is a file (1):',
      '  晴天 / 周杰伦',
      'not there because there is no file yet: 1',
    ]);
  });

  it.each([
    [{}, false, 'Mornings on Living room is up to date: 2 tracks'],
    [{ applied: true, created: true, added: 2 }, false, 'Mornings on Living room was made: -0 +2 0 moved, 2 tracks'],
    [{ created: true, added: 2, remoteId: '' }, true, 'Mornings on Living room would be made: -0 +2 0 moved, 2 tracks'],
    [{ removed: 1 }, true, 'Mornings on Living room would change: -1 +0 0 moved, 2 tracks'],
    [{ remoteId: '', trackCount: 0 }, false, 'Mornings: Living room has none of its songs, so no playlist was made'],
  ])('%j (dry run: %j) reads: %s', (more, dryRun, head) => {
    expect(mirrorResultLines({ ...nothing, ...more }, dryRun)[0]).toBe(head);
  });

  it('shows as many changes as are read, and how many more there are', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ kind: 'added', position: at + 1, title: `${at}`, artists: '' }));
    const lines = mirrorResultLines({ ...nothing, added: 250, applied: true, changes: many }, false);
    expect([lines.length, lines.at(-1)]).toEqual([32, '  and 220 more']);
  });
});

describe('when mirrors are listed', () => {
  it('says why one is not mirrored, and what failed last', () => {
    const mirror = {
      ...{ playlistId: 3, platform: 'qq', name: 'Mornings', mirrored: false, reason: 'turned_off', mode: 'reconcile', serverId: 'x' },
      ...{ remoteId: 'p1', mirroredAt: 0, songCount: 4, unmatchedCount: 1, withoutFileCount: 0, lastError: 'the account may not do that' },
    };
    const lines = mirrorListLines([mirror]);
    expect(lines[1]).toMatch(/^3 +no, MIRROR_PLAYLISTS is/);
    expect(lines.slice(2)).toEqual(['', 'Failed last:', '3 (Mornings): the account may not do that']);
  });
});
