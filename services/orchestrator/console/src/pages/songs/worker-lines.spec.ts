import { describe, expect, it } from '@jest/globals';
import { doingOf, type LiveWorker, linesOf } from './worker-lines.js';

const worker = (workerName: string): LiveWorker => ({
  workerName,
  status: 'running',
  jobId: 1,
  itemId: 1,
  stageType: 'download',
  currentSongId: 1,
  currentPlaylistId: null,
  currentDisplayText: '',
  progressText: null,
  done: null,
  total: null,
  unit: null,
  bytesPerSecond: 0,
});

describe('when the work of now is shown', () => {
  it('keeps the line of a worker that rests, and the order of the lines', () => {
    const first = linesOf([], [worker('download-10'), worker('download-2')]);
    expect(first.map(({ name }) => name)).toEqual(['download-2', 'download-10']);
    const later = linesOf(first, [worker('download-2'), worker('cover-1')]);
    expect(later.map(({ name, work }) => [name, work !== undefined])).toEqual([
      ['cover-1', true],
      ['download-2', true],
      ['download-10', false],
    ]);
  });

  it('knows which source is being asked', () => {
    expect(doingOf({ progressText: 'resolving source qq (1/3)' })).toEqual({ kind: 'asking', source: 'qq', at: '1', of: '3' });
    expect(doingOf({ progressText: 'song.flac' })).toEqual({ kind: 'other', text: 'song.flac' });
    expect(doingOf({ progressText: null })).toEqual({ kind: 'stage' });
  });
});
