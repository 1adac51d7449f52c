import { describe, expect, it } from '@jest/globals';
import type { JobUpdate, StageProgress } from '../clients/orchestrator-client.js';
import type { CommandContext } from '../command-context.js';
import { followJob, printNotices } from './follow-job.js';
import { barLine, clip, ProgressBars, ProgressLines } from './job-progress.js';
import { Output, printable, table } from './output.js';

function recorder() {
  const written: string[] = [];
  return { written, stream: { write: (text: string) => written.push(text) } };
}

const stage = (part: Partial<StageProgress>): StageProgress => ({
  type: 'collect',
  status: 'running',
  done: 0,
  total: 0,
  unit: 'files',
  current: '',
  ...part,
});
const update = (part: Partial<StageProgress>): JobUpdate => ({
  jobId: 1,
  state: 'running',
  stages: [stage(part)],
  lastError: '',
  notices: [],
});

describe('when standard output is no terminal', () => {
  it('prints at most one line a second and stage, and always its end', () => {
    const { written, stream } = recorder();
    let now = 0;
    const lines = new ProgressLines(new Output(stream, stream), { now: () => now });
    lines.show(update({ status: 'pending' }));
    for (now = 0; now < 2500; now += 100) lines.show(update({ done: now, total: 5000 }));
    lines.show(update({ done: 5000, total: 5000, status: 'completed' }));
    lines.show(update({ done: 5000, total: 5000, status: 'completed' }));
    expect(written.join('')).toBe(
      'Scanning: 0 of 5,000 files\nScanning: 1,000 of 5,000 files\nScanning: 2,000 of 5,000 files\nScanning: 5,000 files, done\n',
    );
  });
});

describe('when standard output is a terminal', () => {
  it('draws a bar no wider than the terminal, whatever the names', () => {
    const line = barLine(stage({ done: 5, total: 10, current: '周杰伦/七里香/'.repeat(20) }), 60);
    expect(line).toContain('████████████░░░░░░░░░░░░');
    const columns = [...line].reduce((sum, sign) => sum + (/[\u4e00-\u9fff]/.test(sign) ? 2 : 1), 0);
    expect(columns).toBeLessThanOrEqual(59);
    expect(barLine(stage({ status: 'completed_with_errors', done: 3 }), 80)).toContain('█'.repeat(24));
    expect(barLine(stage({ status: 'failed', done: 0, total: 9 }), 80)).toMatch(/░{24}.*failed/);
    expect(clip('七里香', 5)).toBe('七里');
  });

  it('gives the cursor back at the end', () => {
    const { written, stream } = recorder();
    const bars = new ProgressBars({
      ...stream,
      isTTY: true,
      columns: 80,
    } as never);
    bars.show(update({ done: 1, total: 2 }));
    bars.show(update({ done: 2, total: 2, status: 'completed' }));
    bars.end();
    expect(written.join('').lastIndexOf('\u001b[?25h')).toBeGreaterThan(written.join('').lastIndexOf('\u001b[?25l'));
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

  it('returns its end and all notices', async () => {
    const watcher = {
      async *watchJob() {
        yield { ...update({}), notices: ['a'] };
        yield { ...update({ status: 'completed' }), state: 'completed_with_errors' as const, notices: ['b'] };
      },
    };
    expect(await followJob(watcher, 1, context)).toEqual({ jobId: 1, state: 'completed_with_errors', lastError: '', notices: ['a', 'b'] });
  });

  it('prints ten notices and says where the rest is', async () => {
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

describe('when text of others is printed', () => {
  it('holds no line break and no control character', () => {
    expect(printable('a\r\nb\u001b]0;title\u0007c\u2028d')).toBe('a bc d');
    expect(printable('七里香')).toBe('七里香');
  });

  it('aligns columns', () => {
    expect(
      table([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toEqual(['a    bb', 'ccc  d']);
  });
});
