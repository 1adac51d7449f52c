import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { recordingLog } from './fixtures/recording-log.js';
import { ReaderSlot } from './reader-slot.js';

/** A reader that can fail to close. */
class TestReader {
  open = true;
  constructor(private readonly error?: Error) {}
  close(): void {
    this.open = false;
    if (this.error !== undefined) throw this.error;
  }
}

const lingerMs = 10_000;
let removed: string[];
let lines: string[];
let slot: ReaderSlot<TestReader>;
let first: TestReader;
let removing: (file: string) => Promise<void>;

beforeEach(() => {
  jest.useFakeTimers();
  const recording = recordingLog();
  lines = recording.lines;
  removed = [];
  removing = async (file) => void removed.push(file);
  slot = new ReaderSlot(lingerMs, recording.log, (file) => removing(file));
  first = new TestReader();
  slot.replace(first, 'first.db');
});
afterEach(() => {
  jest.useRealTimers();
});

describe('when a reader is replaced', () => {
  it('stays open while requests may hold it, and then its file is handed over', async () => {
    const second = new TestReader();
    slot.replace(second, 'second.db');
    await jest.advanceTimersByTimeAsync(lingerMs - 1);
    expect([first.open, [...slot.files()], removed]).toEqual([true, ['second.db', 'first.db'], []]);
    await jest.advanceTimersByTimeAsync(1);
    expect([first.open, second.open, [...slot.files()], removed]).toEqual([false, true, ['second.db'], ['first.db']]);
    await jest.advanceTimersByTimeAsync(10 * lingerMs);
    expect([second.open, removed]).toEqual([true, ['first.db']]);
  });

  it('keeps a file that another reader uses', async () => {
    slot.replace(new TestReader(), 'first.db');
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect([first.open, removed]).toEqual([false, []]);
    slot.replace(new TestReader(), 'second.db');
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect(removed).toEqual(['first.db']);
  });

  it('goes on after one that fails to close, or a file that cannot be removed, and says so', async () => {
    slot.replace(new TestReader(new Error('busy')), 'second.db');
    slot.replace(new TestReader(), 'third.db');
    removing = () => Promise.reject(new Error('read-only'));
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect(lines.sort()).toEqual([
      'error a replaced snapshot could not be closed',
      'warn a replaced snapshot could not be removed',
      'warn a replaced snapshot could not be removed',
    ]);
    expect([...slot.files()]).toEqual(['third.db']);
  });
});

describe('when the current reader must not be read any more', () => {
  it('is closed at once, and those it replaced in their own time', async () => {
    const second = new TestReader();
    slot.replace(second, 'second.db');
    slot.drop();
    expect([first.open, second.open, [...slot.files()]]).toEqual([true, false, ['first.db']]);
    slot.drop();
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect([first.open, removed]).toEqual([false, ['first.db']]);
  });

  it('leaves room for the next one', async () => {
    slot.drop();
    slot.replace(new TestReader(), 'second.db');
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect([[...slot.files()], removed]).toEqual([['second.db'], []]);
  });
});

describe('when all readers are closed', () => {
  it('closes them at once and keeps their files', async () => {
    const second = new TestReader();
    slot.replace(second, 'second.db');
    await slot.closeAll();
    expect([first.open, second.open, [...slot.files()]]).toEqual([false, false, []]);
    await jest.advanceTimersByTimeAsync(lingerMs);
    expect([removed, jest.getTimerCount()]).toEqual([[], 0]);
  });
});
