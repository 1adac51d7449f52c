import { accessSync, constants } from 'node:fs';
import { flushCompileCache } from 'node:module';

const shell = '/bin/sh';

/**
 * Ends this process now; what a pipe has not taken yet is lost.
 *
 * process.exit() joins V8's background compilers, and one of them may be waiting for a garbage collection that the main
 * thread no longer does: the process then hangs for ever (nodejs/node#54918, seen with Node 24.21). Becoming another
 * program ends all threads in the kernel instead.
 */
export function endAtOnce(exitCode: number): never {
  flushCompileCache();
  if (runs(shell)) process.execve?.(shell, ['sh', '-c', `exit ${exitCode}`], {});
  process.exit(exitCode);
}

function runs(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Something that is written to in order, as process.stdout. */
export interface EndingStream {
  write(text: string, written: () => void): unknown;
}

/** Ends this process with an exit code as soon as its reader has taken everything: a pipe holds only 64 KiB. */
export async function endProcess(
  exitCode: number,
  streams: readonly EndingStream[] = [process.stdout, process.stderr],
  end: (exitCode: number) => void = endAtOnce,
): Promise<void> {
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
  end(exitCode);
}
