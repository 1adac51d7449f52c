/**
 * The one way to serve HTTP. A service describes its API as one value, an `HttpApi`, and this library does the
 * rest: parameters and bodies, access, problems (RFC 9457), HEAD, 404 and 405, CORS, metrics, OpenAPI 3.1,
 * listening and draining. Fastify and its plugins are imported here only.
 *
 * - Routes: `route(operationId, 'GET /path', { access, path, query, body, answers, problems, handle })`. `handle` gets
 *   a `Call` (parsed, checked, permitted) and returns an `Answer`, or takes over the response for streams and
 *   server-sent events (`exchange.takeOver`); files use `fileAnswer`, the most frequent reads `VersionedReads`.
 *   A service's own fields (for an audit log, say) go into a type that extends `Route`.
 * - Access: an `AccessPolicy` admits a request before its body is read (`admit`, also for addresses that do not
 *   exist), and returns `call.caller`.
 * - Problems: `problemBook` for an API with its own problem codes, `faultProblems` for one that uses Fault codes.
 *   Routes throw Faults; `RequestFault` carries its own status, headers or problem.
 * - Hosts: `hosts` of the API refuses requests under a name that may be a stranger's; `request.host` and `clientAddress` heed
 *   X-Forwarded headers of trusted proxies only. `privateData`, `privatePage`, `publicData`, `publicMedia`: security headers by kind of answer.
 * - Schemas: `shape` declares a schema and where its values come from, and writes its JSON; `named` only a schema.
 * - Lists: `Cursors` prints and reads cursors; `pageLimit` and `unread` are the parameters.
 * - Documentation: `document` of the API; `exchange.document()` is the OpenAPI document as an object.
 *
 * In a service: `HttpModule.register({ imports, providers, inject, useFactory })` builds the API from providers, and main
 * passes an `HttpServer` to `createApplication` of libs/rpc, which runs both in one Nest application (docs/nest.md). Tests need
 * no Nest: `new HttpServer(settings, log)`, `mount(api)`, `listen()`, `close()`.
 */
export { AllowedHosts, hostNameOf } from './allowed-hosts.js';
export type { AccessPolicy, ApiDocument, HttpApi, OperationExample } from './api.js';
export { openApiOf } from './api-document.js';
export { BearerTokens, bearerToken } from './bearer-tokens.js';
export { cameThroughProxy, clientAddress } from './client-address.js';
export { type StoredCoding, storedCoding } from './content-coding.js';
export { type CrossSite, crossSiteHeaders } from './cross-site.js';
export { Cursors, isIdKey, isIntegerKey, isNameKey, isTextKey, type KeyGuard } from './cursor.js';
export { fileAnswer } from './file-answer.js';
export { HttpModule } from './http.module.js';
export { HttpServer, type HttpServerLimits } from './http-server.js';
export { demandRate, type LeastRate } from './least-rate.js';
export { metricsApi } from './metrics-api.js';
export { MetricsText } from './metrics-text.js';
export {
  choice,
  choices,
  filterId,
  filterInstant,
  filterText,
  flag,
  type Parameter,
  type Parameters,
  type ParameterValues,
  pageLimit,
  pathId,
  pathText,
  unread,
  wholeNumberIn,
} from './parameters.js';
export { PreparedJson } from './prepared-json.js';
export { faultProblems, type ProblemBook, type ProblemKind, pathOf, problemBook } from './problems.js';
export { RequestFault, requestFault } from './request-fault.js';
export type { Asker, RequestLimits } from './request-limits.js';
export {
  type Answer,
  type Call,
  type Exchange,
  type IncomingRequest,
  type Operation,
  type Outcome,
  type Route,
  type RouteAddress,
  route,
} from './route.js';
export { instant, named, nullable, object, oneOf, ref } from './schema-parts.js';
export { privateData, privatePage, publicData, publicMedia } from './security-headers.js';
export { from, shape } from './shape.js';
export { type Compression, matchesEntityTag, type VersionedOperation, VersionedReads, versionedOperation } from './versioned-reads.js';
