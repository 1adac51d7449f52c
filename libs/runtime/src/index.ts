export { type Clock, systemClock } from './clock.js';
export {
  allKeys,
  checkSettings,
  duplicateKeys,
  effectiveSettings,
  type SettingsProblem,
  unknownKeys,
} from './config/check-settings.js';
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
export { describeSettings, type ShownSetting } from './config/describe-settings.js';
export { type Environment, type EnvironmentLine, environmentLines, parseEnvironmentText } from './config/environment.js';
export * as locationKeys from './config/location-keys.js';
export { readConfig } from './config/read-config.js';
export { MASK, SecretKeys, type SecretLine } from './config/secret-lines.js';
export { formProblem, MAX_SETTINGS_BYTES, readSettingsFile } from './config/settings-file.js';
export { findUnknownKeys, type UnknownKey } from './config/unknown-keys.js';
export { copySynced } from './copy-synced.js';
export type { Installation, KeyGroup, ServiceRestarts, SettingsSources } from './installation.js';
export { baseAddress, listenFault } from './listening.js';
export { createLogger, type Logger, type LogLevel, logLevels, silentLogger } from './logger.js';
export { makeFolder } from './make-folder.js';
export { pause } from './pause.js';
export type { RunningService, Service, ServiceContext } from './service.js';
export { rpcKey, type ServiceName, serviceNames } from './service-name.js';
export { type Closer, closeAll, type Part, startInOrder } from './shutdown.js';
export { syncFolder, writeAtomically, writeTemporary } from './write-atomically.js';
