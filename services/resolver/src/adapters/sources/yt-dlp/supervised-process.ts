import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Fault, toFault } from '@catalogsync/faults';

export interface ProcessRequest {
  readonly program: string;
  /** Passed as they are: there is no shell. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds without output after which the program is stopped. */
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** Milliseconds between SIGTERM and SIGKILL for the group. */
  readonly graceMs: number;
  /** The program is stopped if standard output exceeds this. */
  readonly maxOutputBytes: number;
  /** Called with every line of standard output, without its line end. */
  readonly onLine?: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ProcessOutcome {
  /** `null` if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The last part, which holds the reason for a failure. */
  readonly stderr: string;
}

const keptErrorCharacters = 16 * 1024;

/** No line should be longer, and joining the pieces would take ever longer. */
const longestLine = 64 * 1024;

type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Runs a program to its end, in its own process group. When the promise settles, nothing of the group is left: an
 * abort, a time-out or too much output ends the whole group first.
 * @throws Fault `failed_precondition` if it cannot be started, `timeout`, `data_corrupt` (too much output), the fault
 *   of the abort
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  if (request.signal.aborted) throw toFault(request.signal.reason);
  const { program, args, cwd, env } = request;
  const child: Child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Supervision(child, request).outcome;
}

/** Watches one child until it and its group are gone. */
class Supervision {
  readonly outcome: Promise<ProcessOutcome>;
  private readonly timers = new Set<NodeJS.Timeout>();
  private idle: NodeJS.Timeout | undefined;
  private failure: Fault | undefined;
  private stdout = '';
  private stderr = '';
  private unfinishedLine = '';
  private outputBytes = 0;

  constructor(
    private readonly child: Child,
    private readonly request: ProcessRequest,
  ) {
    const { signal, totalTimeoutMs } = request;
    const onAbort = (): void => this.end(toFault(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    this.after(totalTimeoutMs, () => this.end(new Fault('timeout', `${request.program} took longer than ${totalTimeoutMs} ms`)));
    this.touch();
    this.listen();
    this.outcome = this.settled().finally(() => {
      signal.removeEventListener('abort', onAbort);
      for (const timer of this.timers) clearTimeout(timer);
      clearTimeout(this.idle);
    });
  }

  private listen(): void {
    const { stdout, stderr } = this.child;
    stdout.setEncoding('utf8').on('data', (text: string) => this.takeOutput(text));
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.touch();
      this.stderr = (this.stderr + text).slice(-keptErrorCharacters);
    });
  }

  private async settled(): Promise<ProcessOutcome> {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      this.child.once('error', (error) => reject(startFault(error, this.request.program)));
      // Leftover children may still hold the output open; ending the group closes it.
      this.child.once('exit', () => this.signalGroup('SIGKILL'));
      this.child.once('close', resolve);
    });
    if (this.failure !== undefined) throw this.failure;
    if (this.unfinishedLine !== '') this.request.onLine?.(this.unfinishedLine);
    return { exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  private takeOutput(text: string): void {
    this.touch();
    if (this.failure !== undefined) return;
    this.outputBytes += Buffer.byteLength(text);
    if (this.outputBytes > this.request.maxOutputBytes) {
      this.end(new Fault('data_corrupt', `${this.request.program} writes more than ${this.request.maxOutputBytes} bytes`));
      return;
    }
    const { onLine } = this.request;
    if (onLine === undefined) {
      this.stdout += text;
      return;
    }
    const lines = (this.unfinishedLine + text).split(/\r\n|\n|\r/);
    this.unfinishedLine = lines.pop() ?? '';
    if (this.unfinishedLine.length > longestLine)
      this.end(new Fault('data_corrupt', `${this.request.program} writes a line without an end`));
    for (const line of lines) onLine(line);
  }

  private touch(): void {
    clearTimeout(this.idle);
    const { program, idleTimeoutMs } = this.request;
    this.idle = setTimeout(() => this.end(new Fault('timeout', `${program} gave no output for ${idleTimeoutMs} ms`)), idleTimeoutMs);
  }

  private end(fault: Fault): void {
    if (this.failure !== undefined) return;
    this.failure = fault;
    this.signalGroup('SIGTERM');
    this.after(this.request.graceMs, () => this.signalGroup('SIGKILL'));
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is already gone, as intended.
    }
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.add(setTimeout(act, milliseconds));
  }
}

function startFault(error: unknown, program: string): Fault {
  const { code } = error as { code?: string };
  const why = code === 'ENOENT' ? 'is not installed' : code === 'EACCES' ? 'may not be run' : 'cannot be started';
  return new Fault('failed_precondition', `the program ${program} ${why}`, { cause: error });
}
