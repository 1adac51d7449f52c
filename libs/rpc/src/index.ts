export { type Application, createApplication, type RpcDefinitions } from './application.js';
export { type CallLimits, createRpcClient, type RpcClient } from './client.js';
export { checkHealth, type Health } from './health.js';
export { endIfSilent } from './idle-limit.js';
export { constant, provided } from './provided.js';
export { type RpcServer, startRpcServer } from './server.js';
export { streamOf } from './stream.js';
