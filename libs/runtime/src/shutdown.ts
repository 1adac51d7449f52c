import type { Logger } from './logger.js';

/** Something to release at the end, with a name for the log. */
export interface Closer {
  readonly name: string;
  close(): unknown;
}

/**
 * Closes in the given order. One that fails does not keep the others open; all failures are logged
 * and thrown together at the end, so that the exit code can tell.
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
