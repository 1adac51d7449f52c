export { type Application, createApplication, type RpcDefinitions } from './application.js';
export { clientOf, createRpcClient, type RpcClient, required } from './client.js';
export { enumWords } from './enum-words.js';
export { checkHealth } from './health.js';
export { endIfSilent } from './idle-limit.js';
export { pagesOf } from './pages.js';
export { constant, provided } from './provided.js';
export { streamOf } from './stream.js';
