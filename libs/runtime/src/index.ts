export { type Clock, systemClock } from './clock.js';
export { allKeys, checkSettings, duplicateKeys, effectiveSettings, type SettingsProblem, unknownKeys } from './config/check-settings.js';
export {
  type ConfigKey,
  type ConfigKeys,
  type ConfigValues,
  choice,
  fraction,
  httpAddress,
  integer,
  keyList,
  path,
  port,
  text,
  wordList,
} from './config/config-key.js';
export { describeSettings, type ShownSetting } from './config/describe-settings.js';
export * as edgeKeys from './config/edge-keys.js';
export { type Environment, parseEnvironmentText } from './config/environment.js';
export type { Installation, KeyGroup, ServiceRestarts, SettingsSources } from './config/installation.js';
export * as locationKeys from './config/location-keys.js';
export { machineChanges } from './config/machine-keys.js';
export { readConfig } from './config/read-config.js';
export { type RpcName, rpcCertificateFiles } from './config/rpc-certificate-files.js';
export { SecretKeys } from './config/secret-lines.js';
export { rpcKey, type ServiceName, serviceNames } from './config/service-name.js';
export { formProblem, readSettingsFile } from './config/settings-file.js';
export { findUnknownKeys } from './config/unknown-keys.js';
export { hashFile, hashHandle } from './hash-file.js';
export { baseAddress, listenFault } from './listening.js';
export { createLogger, type Logger, type LogLevel, logLevels, silentLogger } from './log/logger.js';
export { makeFolder } from './make-folder.js';
export { Counted, Durations } from './metrics/counted.js';
export { gauge, type MetricFamily, printMetrics, type Sample, type ServiceMetrics } from './metrics/metric-family.js';
export { nameOwnSources } from './own-sources.js';
export { pause } from './pause.js';
export { keepFilesPrivate, leaveFilesAsStarted, share } from './private-files.js';
export { openRegular, readBounded } from './regular-file.js';
export type { RunningService, Service, ServiceContext } from './service.js';
export { closeAll, type Part, startInOrder } from './shutdown.js';
export { copySynced, syncFolder, writeAtomically, writeTemporary } from './write-atomically.js';
