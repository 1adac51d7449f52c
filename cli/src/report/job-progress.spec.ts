import { describe, expect, it } from '@jest/globals';
import type { JobStage, JobUpdate, RunningItem } from '../clients/job-client.js';
import type { CommandContext } from './command-context.js';
import { followJob, printNotices } from './follow-job.js';
import { barLine, ProgressBars, ProgressLines, pauseText } from './job-progress.js';
import { Output, printable } from './output.js';
import { StageMeter, type StageProgress } from './stage-meter.js';
import { clip, fit, textWidth } from './text-width.js';

function recorder() {
  const written: string[] = [];
  return { written, stream: { write: (text: string) => written.push(text) } };
}

const counts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };
const never = { startedAt: 0, endedAt: 0, lastError: '' };
const stage = (part: Partial<JobStage>): JobStage => ({
  id: 7,
  type: 'collect',
  status: 'running',
  planned: true,
  counts: { ...counts, running: 1 },
  failures: [],
  ...never,
  ...part,
});
const item = (part: Partial<RunningItem>): RunningItem => ({
  itemId: 1,
  stageId: 7,
  workerName: 'collect-1',
  displayText: 'library',
  done: 0,
  total: 0,
  unit: 'files',
  current: '',
  bytesPerSecond: 0,
  ...part,
});
const job = {
  id: 1,
  template: 'full',
  sources: [],
  downloadSources: [],
  createdAt: 0,
  pausedBy: '',
  reason: '',
  pausedVolume: '',
  ...never,
};
const update = (part: Partial<JobStage>, running: readonly RunningItem[] = []): JobUpdate => ({
  job: { ...job, status: 'running', stages: [stage(part)] },
  running,
  justEnded: [],
  notices: [],
});
const ended = { status: 'completed', counts: { ...counts, succeeded: 1 } } as const;
const progress = (part: Partial<StageProgress>): StageProgress => ({
  type: 'collect',
  status: 'running',
  done: 0,
  total: 0,
  unit: 'files',
  current: '',
  failures: [],
  rate: 0,
  leftMs: undefined,
  bytesPerSecond: 0,
  ...part,
});

describe('when standard output is not a terminal', () => {
  it('prints at most one line per second and stage, and always the end of a stage', () => {
    const { written, stream } = recorder();
    let now = 0;
    const lines = new ProgressLines(new Output(stream, stream), { now: () => now });
    lines.show(update({ status: 'pending' }));
    for (now = 0; now < 2500; now += 100) lines.show(update({}, [item({ done: now, total: 5000 })]));
    lines.show(update(ended));
    lines.show(update(ended));
    expect(written.join('')).toBe(
      'Scanning: 0 of 5,000 files\nScanning: 1,000 of 5,000 files\nScanning: 2,000 of 5,000 files\nScanning: 5,000 files, done\n',
    );
  });

  it('says once why a job is paused, and why a stage waits', () => {
    const { written, stream } = recorder();
    let now = 0;
    const lines = new ProgressLines(new Output(stream, stream), { now: () => now });
    lines.show(update({ planned: false, counts, lastError: 'resolver: nobody answers' }));
    const waiting = update({ status: 'paused' });
    const full = { ...waiting, job: { ...waiting.job, status: 'paused', pausedBy: 'disk_full', pausedVolume: '/music' } };
    for (now = 2000; now < 9000; now += 2000) lines.show(full);
    expect(written).toEqual([
      'Scanning: waits: resolver: nobody answers\n',
      'Job 1 is paused: no room left on /music; it continues when there is\n',
    ]);
    expect(pauseText({ ...job, status: 'paused', pausedBy: 'user' })).toContain('catalogsync jobs resume 1');
    expect(pauseText({ ...job, status: 'running' })).toBe('');
  });
});

describe('when standard output is a terminal', () => {
  it('draws a bar no wider than the terminal, whatever the names', () => {
    const line = barLine(progress({ done: 5, total: 10, current: '周杰伦/七里香/'.repeat(20) }), 60);
    expect(line).toContain('██████████░░░░░░░░░░');
    const columns = [...line].reduce((sum, sign) => sum + (/[\u4e00-\u9fff]/.test(sign) ? 2 : 1), 0);
    expect(columns).toBeLessThanOrEqual(59);
    expect(barLine(progress({ status: 'completed_with_errors', done: 3 }), 80)).toContain('█'.repeat(20));
    expect(barLine(progress({ status: 'failed', done: 0, total: 9 }), 80)).toMatch(/░{20}.*failed/);
    expect(clip('七里香', 5)).toBe('七里');
    expect(fit('七里香', 5)).toBe('七里…');
    expect(fit('七里香', 8)).toBe('七里香  ');
    expect(textWidth('七a')).toBe(3);
  });

  it('shows the rate, the time left and the failures by class', () => {
    const failures = [
      { errorClass: 'source_down', count: 2 },
      { errorClass: 'not_found', count: 1 },
    ];
    const line = barLine(progress({ done: 1500, total: 5000, unit: 'songs', rate: 35.2, leftMs: 99_400, failures }), 120);
    expect(line).toContain('1,500 of 5,000 songs  3 failed (2 source down, 1 not found)  35/s  1:40 left');
    expect(barLine(progress({ type: 'download', unit: 'songs', bytesPerSecond: 1_250_000 }), 80)).toMatch(/^Downloading .*1\.3 MB\/s/);
    expect(barLine(progress({ leftMs: 3_723_000 }), 80)).toContain('1:02:03 left');
  });

  it('restores the cursor at the end', () => {
    const { written, stream } = recorder();
    const bars = new ProgressBars({ ...stream, isTTY: true, columns: 80 } as never, { now: () => 0 });
    bars.show(update({}, [item({ done: 1, total: 2 })]));
    bars.show(update(ended));
    bars.end();
    expect(written.join('').lastIndexOf('\u001b[?25h')).toBeGreaterThan(written.join('').lastIndexOf('\u001b[?25l'));
  });
});

describe('when progress is measured', () => {
  const many = (done: number, failed = 0): Partial<JobStage> => ({
    type: 'sync',
    counts: { ...counts, succeeded: done, failed, running: 8, pending: 1000 - done - failed - 8 },
  });

  it('counts items where there are many, with the rate over the last seconds', () => {
    let now = 0;
    const meter = new StageMeter({ now: () => now });
    expect(meter.progressOf(update(many(0)))[0]).toMatchObject({ done: 0, total: 1000, unit: 'playlists', rate: 0, leftMs: undefined });
    now = 5000;
    expect(meter.progressOf(update(many(490, 10)))[0]).toMatchObject({ done: 500, total: 1000, rate: 100, leftMs: 5000 });
    now = 20_000;
    meter.progressOf(update(many(490, 10)));
    now = 22_000;
    expect(meter.progressOf(update(many(490, 10)))[0]).toMatchObject({ rate: 0, leftMs: undefined });
  });

  it('has no total and no time left while items are still being planned', () => {
    let now = 0;
    const meter = new StageMeter({ now: () => now });
    expect(meter.progressOf(update({ ...many(10), planned: false }))[0]).toMatchObject({ done: 10, total: 0 });
    now = 5000;
    const planning = meter.progressOf(update({ ...many(510), planned: false }))[0];
    expect(planning).toMatchObject({ done: 510, total: 0, rate: 100, leftMs: undefined });
  });

  it('adds up the progress of a few items, and keeps it after they end', () => {
    const meter = new StageMeter({ now: () => 0 });
    const two = [item({ done: 3, total: 10, current: 'a.flac' }), item({ itemId: 2, done: 4, total: 5 })];
    expect(meter.progressOf(update({}, two))[0]).toMatchObject({ done: 7, total: 15, unit: 'files', current: 'library' });
    const last = { ...update(ended), justEnded: [item({ itemId: 2, done: 5, total: 5 })] };
    expect(meter.progressOf(last)[0]).toMatchObject({ done: 8, total: 15 });
    expect(meter.progressOf(update({}, [item({ itemId: 3, done: 1 })]))[0]).toMatchObject({ done: 9, total: 0 });
  });
});

describe('when a job is followed', () => {
  const { stream } = recorder();
  const context = {
    output: new Output(stream, stream),
    clock: { now: () => 0 },
    settings: { debug: false, json: false },
    signal: new AbortController().signal,
  } as unknown as CommandContext;

  it('returns its outcome and all notices', async () => {
    const watcher = {
      async *watch() {
        yield { ...update({}), notices: ['a'] };
        const last = update(ended);
        yield { ...last, job: { ...last.job, status: 'completed_with_errors' }, notices: ['b'] };
      },
    };
    expect(await followJob(watcher, 1, context)).toMatchObject({
      jobId: 1,
      state: 'completed_with_errors',
      lastError: '',
      notices: ['a', 'b'],
    });
  });

  it('prints ten notices and says where to find the rest', async () => {
    const notes = recorder();
    const kept: string[] = [];
    const noting = { ...context, output: new Output(stream, notes.stream) };
    const keep = async (text: string) => `file ${kept.push(text)}`;
    await printNotices(
      Array.from({ length: 10 }, (_, at) => `n${at}`),
      noting,
      keep,
    );
    expect(notes.written).toHaveLength(10);
    expect(kept).toEqual([]);
    await printNotices(
      Array.from({ length: 13 }, (_, at) => `n${at}\u001b[2J`),
      noting,
      keep,
    );
    expect(notes.written.at(-1)).toBe('  and 3 more, see file 1\n');
    expect(kept[0]?.split('\n')).toHaveLength(14);
    expect(notes.written.join('')).not.toContain('\u001b');
  });
});

describe('when untrusted text is printed', () => {
  it('contains no line breaks or control characters', () => {
    expect(printable('a\r\nb\u001b]0;title\u0007c\u2028d')).toBe('a bc d');
    expect(printable('七里香')).toBe('七里香');
  });
});
