import { destination, type Logger as PinoLogger, pino } from 'pino';

/** Structured log, one JSON line per entry on stderr. */
export type Logger = PinoLogger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Keys that may hold a secret anywhere. A value under one of them never reaches a log (behaviour 75). */
const secretKeys = ['password', 'token', 'secret', 'authorization', 'cookie'];
const redact = { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '[secret]' };

/** Makes the logger of one service; standard output stays free for command output. */
export function createLogger(options: { service: string; level: LogLevel }): Logger {
  return pino(
    { name: options.service, level: options.level, base: { service: options.service }, redact },
    destination({ dest: 2, sync: true }),
  );
}

/**
 * A logger that writes nothing, for tests and one-off commands.
 * @internal for tests
 */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
