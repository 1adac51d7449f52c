import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Fault } from '@catalogsync/faults';
import { threadEntry } from '@catalogsync/runtime/thread';
import type { CoverMaker, MadeCover } from '../../core/covers/picture.js';
import type { PictureAnswer, PictureOrder } from './picture-messages.js';

export interface ChildLimits {
  /** The process ends when nothing was wanted for this long, in milliseconds. */
  readonly idleMs: number;
  /** Longer than any picture takes. */
  readonly pictureMs: number;
  /** Then a new one takes over: libvips keeps some memory of each picture. */
  readonly mostPictures: number;
}

const usual: ChildLimits = { idleMs: 10_000, pictureMs: 60_000, mostPictures: 5_000 };

/** A heap this small collects often, which costs little: pictures are outside it. */
const flags = ['--max-semi-space-size=2', '--max-old-space-size=96'];

/** Fewer arenas keep glibc from holding what libvips has freed. Nothing of the service's own environment is passed on. */
const environment = { VIPS_CONCURRENCY: '1', MALLOC_ARENA_MAX: '1' };

/** Makes pictures in a child process of low priority, one at a time. The process makes many, and ends when it is idle. */
export class ChildCoverMaker implements CoverMaker {
  /** The largest of any process so far, in bytes; for tests and figures. */
  rssBytes = 0;
  private child: ChildProcess | undefined;
  private made = 0;
  private lastId = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly limits: ChildLimits = usual) {}

  make(source: Uint8Array, signal: AbortSignal): Promise<MadeCover> {
    return this.inTurn([source], signal);
  }

  makeMosaic(four: readonly Uint8Array[], signal: AbortSignal): Promise<MadeCover> {
    return this.inTurn(four, signal);
  }

  /** Ends the process, and with it what it is making. */
  close(): void {
    clearTimeout(this.idle);
    this.child?.kill();
    this.child = undefined;
  }

  /** Undefined while none is needed. */
  get processId(): number | undefined {
    return this.child?.pid;
  }

  private inTurn(sources: readonly Uint8Array[], signal: AbortSignal): Promise<MadeCover> {
    const turn = this.queue.then(() => this.order(sources, signal));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async order(sources: readonly Uint8Array[], signal: AbortSignal): Promise<MadeCover> {
    signal.throwIfAborted();
    clearTimeout(this.idle);
    if (this.made >= this.limits.mostPictures) this.close();
    const child = this.running();
    try {
      this.lastId += 1;
      const answer = await this.answer(child, { id: this.lastId, sources }, signal);
      this.rssBytes = Math.max(this.rssBytes, answer.rss);
      if ('refused' in answer) throw new Fault('data_corrupt', `the picture ${answer.refused}`);
      this.made += 1;
      return answer.made;
    } finally {
      this.idle = setTimeout(() => this.close(), this.limits.idleMs).unref();
    }
  }

  private running(): ChildProcess {
    if (this.child?.connected === true) return this.child;
    const { url, options } = threadEntry(new URL('./picture-process.js', import.meta.url));
    const execArgv = [...flags, ...(options.execArgv ?? [])];
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const child = fork(fileURLToPath(url), [], { execArgv, env: environment, serialization: 'advanced', stdio: [...stdio] });
    // Alone it keeps nothing from ending.
    child.unref();
    child.channel?.unref();
    this.child = child;
    this.made = 0;
    return child;
  }

  private answer(child: ChildProcess, order: PictureOrder, signal: AbortSignal): Promise<PictureAnswer> {
    return new Promise<PictureAnswer>((resolve, reject) => {
      child.channel?.ref();
      const settle = (end: () => void): void => {
        clearTimeout(late);
        signal.removeEventListener('abort', cancel);
        child.off('message', hear).off('exit', lost).off('error', failed);
        child.channel?.unref();
        end();
      };
      const giveUp = (fault: unknown): void => {
        // What it is making cannot be called off.
        if (this.child === child) this.close();
        settle(() => reject(fault));
      };
      const late = setTimeout(() => giveUp(new Fault('data_corrupt', 'the picture takes too long to decode')), this.limits.pictureMs);
      const cancel = (): void => giveUp(signal.reason);
      const hear = (answer: PictureAnswer): void => {
        if (answer.id === order.id) settle(() => resolve(answer));
      };
      const lost = (code: number | null, by: string | null): void => giveUp(endedBy(code, by));
      const failed = (error: Error): void =>
        giveUp(new Fault('unavailable', `pictures cannot be made: ${error.message}`, { cause: error }));
      signal.addEventListener('abort', cancel, { once: true });
      child.on('message', hear).on('exit', lost).on('error', failed);
      child.send(order, (error) => error !== null && failed(error));
    });
  }
}

/** A process that cannot even start says nothing about the picture; one that died over it does. */
function endedBy(code: number | null, by: string | null): Fault {
  if (by !== null) return new Fault('data_corrupt', `the picture ended the process that decoded it (${by})`);
  return new Fault('unavailable', `the process that makes pictures ended with exit code ${code}`, {
    hint: 'Is the package sharp installed for this machine?',
  });
}
