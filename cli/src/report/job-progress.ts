import type { Clock } from '@catalogsync/runtime';
import cliProgress from 'cli-progress';
import type { Job, JobUpdate } from '../clients/job-client.js';
import { counted } from './counted.js';
import { type Output, printable, type TextStream } from './output.js';
import { StageMeter, type StageProgress } from './stage-meter.js';
import { clip } from './text-width.js';

/** Shows the progress of a job. */
export interface JobProgress {
  show(update: JobUpdate): void;
  /** A line that is not of the job, also after the end. */
  say(line: string): void;
  /** Restores the terminal; shows nothing afterwards. */
  end(): void;
}

const titles: Readonly<Record<string, string>> = {
  collect: 'Scanning',
  sync: 'Updating songs',
  download: 'Getting files',
  upload: 'Uploading',
  covers: 'Covers',
  publish: 'Publishing',
  scan: 'Media server',
  library_collect: 'Scanning',
  library_sync: 'Updating songs',
  library_files: 'Updating files',
};

const titleWidth = Math.max(...Object.values(titles).map((title) => title.length));

const titleOf = ({ type, unit }: StageProgress): string =>
  type === 'download' && unit === 'songs' ? 'Downloading' : (titles[type] ?? type);

const endings: Readonly<Record<string, string>> = {
  completed: 'done',
  completed_with_errors: 'done, with problems',
  failed: 'failed',
  canceled: 'canceled',
};

const pauses: Readonly<Record<string, string>> = {
  user: 'continue with: catalogsync jobs resume',
  restart: 'it was interrupted; continue with: catalogsync jobs resume',
  crash_loop: 'the program crashed three times in ten minutes; continue with: catalogsync jobs resume',
};

/** Why a job does not continue; empty while it does. */
export function pauseText({ id, status, pausedBy, pausedVolume }: Pick<Job, 'id' | 'status' | 'pausedBy' | 'pausedVolume'>): string {
  if (status !== 'paused' && status !== 'pause_requested') return '';
  if (pausedBy === 'disk_full') return `Job ${id} is paused: no room left on ${pausedVolume}; it continues when there is`;
  const reason = pauses[pausedBy] ?? pauses.user;
  return `Job ${id} is ${status === 'paused' ? 'paused' : 'pausing'}: ${reason} ${id}`;
}

function amount(stage: StageProgress): string {
  // Files that were not found, or are still searched for, have no size.
  if (stage.unit === '' || (stage.unit === 'bytes' && stage.done === 0 && stage.total === 0)) return '';
  const noun = stage.unit.replace(/s$/, '');
  if (stage.total === 0) return counted(stage.done, noun);
  const total = counted(stage.total, noun);
  // A stage's last step is its end, which nobody counts.
  return stage.status.startsWith('completed') ? total : `${stage.done.toLocaleString('en')} of ${total}`;
}

/** Failures so far by class: `3 failed (2 source down, 1 not found)`. */
function failures(stage: StageProgress): string {
  const count = stage.failures.reduce((sum, failure) => sum + failure.count, 0);
  if (count === 0) return '';
  const classes = stage.failures.map(({ errorClass, count: n }) => `${n.toLocaleString('en')} ${errorClass.replaceAll('_', ' ')}`);
  return `${count.toLocaleString('en')} failed (${classes.join(', ')})`;
}

function pace(stage: StageProgress): string {
  if (stage.status !== 'running') return '';
  if (stage.bytesPerSecond > 0) return `${(stage.bytesPerSecond / 1e6).toFixed(1)} MB/s`;
  return stage.rate >= 1 ? `${Math.round(stage.rate).toLocaleString('en')}/s` : '';
}

/** `0:05 left`, `1:02:03 left`. */
function timeLeft({ leftMs }: StageProgress): string {
  if (leftMs === undefined) return '';
  const seconds = Math.ceil(leftMs / 1000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)} left`;
}

const joined = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);

/** For files and pipes: a line when a stage begins, at most one a second while it runs, one when it ends. */
export class ProgressLines implements JobProgress {
  private readonly lastLine = new Map<string, { at: number; text: string }>();
  private readonly ended = new Set<string>();
  private readonly meter: StageMeter;
  private paused = '';

  constructor(
    private readonly output: Output,
    private readonly clock: Clock,
  ) {
    this.meter = new StageMeter(clock);
  }

  show(update: JobUpdate): void {
    for (const stage of this.meter.progressOf(update)) this.showStage(stage);
    const paused = pauseText(update.job);
    if (paused !== this.paused && paused !== '') this.output.line(printable(paused));
    this.paused = paused;
  }

  say(line: string): void {
    this.output.line(printable(line));
  }

  end(): void {
    this.lastLine.clear();
  }

  private showStage(stage: StageProgress): void {
    const ending = endings[stage.status];
    if (this.ended.has(stage.type) || (ending === undefined && stage.status !== 'running')) return;
    const waiting = stage.current.startsWith('waits: ') ? stage.current : '';
    const text = `${titleOf(stage)}: ${joined([amount(stage), failures(stage), ending ?? waiting], ', ') || 'started'}`;
    const last = this.lastLine.get(stage.type);
    const now = this.clock.now();
    if (ending === undefined && last !== undefined && (now - last.at < 1000 || last.text === text)) return;
    this.lastLine.set(stage.type, { at: now, text });
    if (ending !== undefined) this.ended.add(stage.type);
    this.output.line(printable(text));
  }
}

/** For terminals: a bar for each stage that has begun. */
export class ProgressBars implements JobProgress {
  private readonly bars: cliProgress.MultiBar;
  private readonly byStage = new Map<string, cliProgress.SingleBar>();
  private readonly width: number;
  private readonly meter: StageMeter;
  private ended = false;

  constructor(
    private readonly stream: TextStream,
    clock: Clock,
  ) {
    this.bars = new cliProgress.MultiBar({
      stream: stream as unknown as NodeJS.WritableStream,
      format: (_options, _params, payload: { text: string }) => payload.text,
      hideCursor: true,
      // The command has its own handling of Ctrl-C.
      gracefulExit: false,
      fps: 8,
    });
    this.width = stream.columns ?? 80;
    this.meter = new StageMeter(clock);
  }

  show(update: JobUpdate): void {
    for (const stage of this.meter.progressOf(update)) {
      if (stage.status !== 'pending') this.draw(stage.type, barLine(stage, this.width), stage.status !== 'running');
    }
    const paused = pauseText(update.job);
    if (paused !== '' || this.byStage.has('')) this.draw('', clip(printable(paused), this.width - 1), true);
  }

  say(line: string): void {
    const text = `${clip(printable(line), this.width - 1)}\n`;
    if (this.ended || this.byStage.size === 0) this.stream.write(text);
    else this.bars.log(text);
  }

  end(): void {
    this.ended = true;
    for (const bar of this.byStage.values()) bar.stop();
    this.bars.stop();
  }

  private draw(name: string, text: string, full: boolean): void {
    const bar = this.byStage.get(name);
    if (bar === undefined) this.byStage.set(name, this.bars.create(1, 0, { text }));
    else bar.update(full ? 1 : 0, { text });
  }
}

/**
 * One line of a bar, not wider than the terminal.
 * @internal for tests
 */
export function barLine(stage: StageProgress, width: number): string {
  const slots = 20;
  const ending = endings[stage.status] ?? (stage.status === 'running' ? undefined : stage.status.replaceAll('_', ' '));
  const filled = Math.round(slots * (stage.status.startsWith('completed') ? 1 : shareDone(stage)));
  const bar = '█'.repeat(filled) + '░'.repeat(slots - filled);
  const rest = joined([amount(stage), failures(stage), pace(stage), timeLeft(stage), ending ?? stage.current], '  ');
  return clip(printable(`${titleOf(stage).padEnd(titleWidth)} ${bar} ${rest}`), width - 1);
}

function shareDone(stage: StageProgress): number {
  return stage.total > 0 ? Math.min(1, stage.done / stage.total) : 0;
}
