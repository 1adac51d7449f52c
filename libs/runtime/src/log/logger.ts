import { type Bindings, type DestinationStream, destination, type LogFn, type Logger as PinoLogger, pino } from 'pino';
import { redacted } from './redact.js';

/** Structured log, one JSON line per entry on stderr. */
export type Logger = PinoLogger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Of which trace a line is, asked for each: `trace_id` and `span_id`; absent if nothing is traced. */
  readonly ids?: (() => object) | undefined;
}

/**
 * Everything that is logged is copied without secrets first (behaviour 75): pino's own `redact` takes paths, and a secret
 * one level deeper than the longest path is written.
 */
function logRedacted(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, ...rest] = args as unknown[];
  const entry = first instanceof Error ? { err: redacted(first) } : redacted(first);
  const words = rest.length === 0 && first instanceof Error ? [redacted(first.message)] : rest.map(redacted);
  method.apply(this, [entry, ...words] as Parameters<LogFn>);
}

/** `redacted` has made plain objects of errors; pino's serializer would drop their causes. */
const serializers = { err: (copy: unknown): unknown => copy };

/** @internal for tests */
export function createLoggerTo(stream: DestinationStream, { service, level, ids }: LoggerOptions): Logger {
  const logger = pino(
    { name: service, level, base: { service }, serializers, hooks: { logMethod: logRedacted }, ...(ids && { mixin: ids }) },
    stream,
  );
  // A child inherits these: its bindings are written without passing the hook.
  const { child, setBindings } = logger;
  logger.child = function (this: Logger, bindings: Bindings, ...options: []) {
    return child.call(this, redacted(bindings) as Bindings, ...options);
  } as typeof child;
  logger.setBindings = function (this: Logger, bindings: Bindings) {
    setBindings.call(this, redacted(bindings) as Bindings);
  };
  return logger;
}

/** Makes the logger of one service; standard output stays free for command output. */
export function createLogger(options: LoggerOptions): Logger {
  return createLoggerTo(destination({ dest: 2, sync: true }), options);
}

/**
 * A logger that writes nothing, for tests and one-off commands.
 * @internal for tests
 */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
