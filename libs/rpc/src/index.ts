export { type Application, createApplication, type RpcDefinitions } from './application.js';
export { createRpcClient, type RpcClient } from './client.js';
export { checkHealth } from './health.js';
export { endIfSilent } from './idle-limit.js';
export { constant, provided } from './provided.js';
export { type RpcServer, startRpcServer } from './server.js';
export { streamOf } from './stream.js';
