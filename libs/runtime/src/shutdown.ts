import type { Logger } from './log/logger.js';

/** Something to release at the end, with its name for the log. */
export interface Closer {
  readonly name: string;
  close(): unknown;
}

/**
 * Closes in the given order. A failure does not keep the others open; all failures are logged and thrown together
 * at the end, so that they reach the exit code.
 */
export async function closeAll(closers: readonly Closer[], log: Logger): Promise<void> {
  const failures: unknown[] = [];
  for (const closer of closers) {
    try {
      await closer.close();
    } catch (error) {
      log.error({ err: error }, `could not close ${closer.name}`);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${closers.length} parts could not be closed`);
}

/** Something that is started and later released. */
export interface Part extends Closer {
  start?(): unknown;
}

/**
 * Starts parts in the given order. If one cannot start, the ones before it are closed again.
 * @returns closes all in reverse order, see `closeAll`; calling it again returns the same promise
 */
export async function startInOrder(parts: readonly Part[], log: Logger): Promise<() => Promise<void>> {
  const begun: Part[] = [];
  try {
    for (const part of parts) {
      // A part that fails halfway may already hold something.
      begun.unshift(part);
      await part.start?.();
    }
  } catch (error) {
    await closeAll(begun, log).catch(() => {
      // Logged part by part; the reason for the failed start matters more.
    });
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= closeAll(begun, log);
    return stopped;
  };
}
