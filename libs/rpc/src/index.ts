export { type Caller, callerOf } from './access/callers.js';
export { localSocketOf, RpcAccess } from './access/rpc-access.js';
export { type Application, createApplication, type RpcDefinitions } from './application.js';
export { AuditClient, AuditController, type AuditReader, auditDefinition, auditReaderToken } from './audit-service.js';
export { actorOf, type RpcCall } from './caller.js';
export { clientOf, createRpcClient, type RpcClient, required } from './client.js';
export { enumWords } from './enum-words.js';
export {
  FollowerClient,
  type FollowerControl,
  FollowerController,
  followerControlToken,
  followerDefinition,
} from './follower-service.js';
export { checkHealth, type Health } from './health.js';
export { endIfSilent } from './idle-limit.js';
export { pagesOf } from './pages.js';
export { constant, provided } from './provided.js';
export { streamOf } from './stream.js';
