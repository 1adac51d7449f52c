import { service } from '@catalogsync/origin';
import { createLogger, systemClock } from '@catalogsync/runtime';

/** The origin in its own process: environment by IPC, base address back, ends with its parent. */
process.once('message', (environment: Record<string, string>) => {
  const log = createLogger({ service: 'origin', level: 'error' });
  service.start(service.configure(environment), { log, clock: systemClock }).then(
    (running) => process.send?.(running.addresses.http),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit(0));
