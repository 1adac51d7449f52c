import type { Clock } from '@catalogsync/runtime';
import cliProgress from 'cli-progress';
import type { JobUpdate, StageProgress } from '../clients/orchestrator-client.js';
import { type Output, printable, type TextStream } from './output.js';

/** Shows how far a job is. */
export interface JobProgress {
  show(update: JobUpdate): void;
  /** Leaves the terminal as it was; nothing is shown after. */
  end(): void;
}

const titles: Readonly<Record<string, string>> = {
  collect: 'Scanning',
  sync: 'Reading playlists',
  download: 'Registering files',
  upload: 'Uploading',
  publish: 'Publishing',
  scan: 'Media server',
};

const titleWidth = Math.max(...Object.values(titles).map((title) => title.length));
const titleOf = (stage: StageProgress): string => titles[stage.type] ?? stage.type;

const endings: Readonly<Record<string, string>> = {
  completed: 'done',
  completed_with_errors: 'done, with problems',
  failed: 'failed',
  canceled: 'canceled',
};

function amount(stage: StageProgress): string {
  if (stage.unit === '') return '';
  const [done, total] = [stage.done.toLocaleString('en'), stage.total.toLocaleString('en')];
  if (stage.total === 0) return `${done} ${stage.unit}`;
  // The last step of a stage is its end: nobody counts it.
  return stage.status.startsWith('completed') ? `${total} ${stage.unit}` : `${done} of ${total} ${stage.unit}`;
}

/** For files and pipes: a line when a stage begins, at most one a second while it runs, one when it ends. */
export class ProgressLines implements JobProgress {
  private readonly lastLine = new Map<string, { at: number; text: string }>();
  private readonly ended = new Set<string>();

  constructor(
    private readonly output: Output,
    private readonly clock: Clock,
  ) {}

  show(update: JobUpdate): void {
    for (const stage of update.stages) this.showStage(stage);
  }

  end(): void {
    this.lastLine.clear();
  }

  private showStage(stage: StageProgress): void {
    const ending = endings[stage.status];
    if (this.ended.has(stage.type) || (ending === undefined && stage.status !== 'running')) return;
    const parts = [amount(stage), ending ?? ''].filter((part) => part !== '');
    const text = `${titleOf(stage)}: ${parts.length === 0 ? 'started' : parts.join(', ')}`;
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

  constructor(stream: TextStream) {
    this.bars = new cliProgress.MultiBar({
      stream: stream as unknown as NodeJS.WritableStream,
      format: (_options, _params, payload: { text: string }) => payload.text,
      hideCursor: true,
      // The command has its own handling of Ctrl-C.
      gracefulExit: false,
      fps: 8,
    });
    this.width = stream.columns ?? 80;
  }

  show(update: JobUpdate): void {
    for (const stage of update.stages) {
      if (stage.status === 'pending') continue;
      const text = barLine(stage, this.width);
      const bar = this.byStage.get(stage.type);
      if (bar === undefined) this.byStage.set(stage.type, this.bars.create(1, 0, { text }));
      else bar.update(stage.status === 'running' ? 0 : 1, { text });
    }
  }

  end(): void {
    for (const bar of this.byStage.values()) bar.stop();
    this.bars.stop();
  }
}

/** One line of a bar, not wider than the terminal. */
export function barLine(stage: StageProgress, width: number): string {
  const slots = 24;
  const ending = endings[stage.status];
  const filled = Math.round(slots * (stage.status.startsWith('completed') ? 1 : shareDone(stage)));
  const bar = '█'.repeat(filled) + '░'.repeat(slots - filled);
  const rest = [amount(stage), ending ?? stage.current].filter((part) => part !== '').join('  ');
  return clip(printable(`${titleOf(stage).padEnd(titleWidth)} ${bar} ${rest}`), width - 1);
}

function shareDone(stage: StageProgress): number {
  return stage.total > 0 ? Math.min(1, stage.done / stage.total) : 0;
}

/** East Asian characters take two columns. */
export function clip(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const sign of text) {
    used += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(
      sign,
    )
      ? 2
      : 1;
    if (used > columns) break;
    kept += sign;
  }
  return kept;
}
