export { type CallLimits, createRpcClient, type RpcClient } from './client.js';
export { FaultFilter } from './fault-filter.js';
export { checkHealth, type Health } from './health.js';
export { endIfSilent } from './idle-limit.js';
export { nestLogger, type RpcDefinitions, type RpcServer, type RpcServerOptions, startRpcServer } from './server.js';
export { streamOf } from './stream.js';
