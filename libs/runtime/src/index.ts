export { type Clock, systemClock } from './clock.js';
export {
  type ConfigKey,
  type ConfigKeys,
  type ConfigValues,
  choice,
  httpAddress,
  integer,
  path,
  pathList,
  port,
  text,
  wordList,
} from './config/config-key.js';
export { type Environment, parseEnvironmentText } from './config/environment.js';
export * as locationKeys from './config/location-keys.js';
export { findUnknownKeys, readConfig, type UnknownKey } from './config/read-config.js';
export { baseAddress, listenFault } from './listening.js';
export { createLogger, type Logger, type LogLevel, logLevels, silentLogger } from './logger.js';
export { type RunningService, type Service, type ServiceContext, type ServiceName, serviceNames } from './service.js';
export { type Closer, closeAll } from './shutdown.js';
export { syncFolder, writeAtomically, writeTemporary } from './write-atomically.js';
