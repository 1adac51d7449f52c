/**
 * The one way to serve HTTP. A service writes its API down as one value, an `HttpApi`, and this library does the
 * rest: reading parameters and bodies, guarding, problems (RFC 9457), HEAD, 404 and 405, CORS, metrics, OpenAPI 3.1,
 * listening and draining. Fastify and its plugins are imported here and nowhere else.
 *
 * - Routes: `route({ method, url, operationId, access, path, query, body, answers, problems, handle })`. `handle` gets
 *   a `Call` (parsed, checked, permitted) and answers with an `Answer`, or takes the response over for streams and
 *   server-sent events (`exchange.takeOver`); files are `fileAnswer`. What is asked most is a direct route: `VersionedReads`.
 *   Fields of a service's own (what an audit log says of a route, say) go into a type that extends `Route`.
 * - Access: an `AccessPolicy` admits a request before its body is read (`admit`, also for addresses that do not
 *   exist), and may wrap the operation (`perform`: an audit log). What `admit` answers is `call.caller`.
 * - Problems: `problemBook` for an API with words of its own, `faultProblems` for one whose codes are those of
 *   Faults. Routes throw Faults; `RequestFault` carries a status, headers or a problem word of its own.
 * - Lists: `Cursors` prints and reads the marks of places; `pageLimit`, `unread` are their parameters.
 * - Documentation: `document` of the API; `exchange.document()` is the OpenAPI document as an object.
 *
 * In a service: `HttpModule.register({ imports, inject, useFactory })` makes the API of its providers, and main hands
 * an `HttpServer` to `createApplication` of libs/rpc, which runs both on one Nest application (docs/nest.md). Tests need
 * no Nest: `new HttpServer(settings, log)`, `mount(api)`, `listen()`, `close()`.
 */
export type { AccessPolicy, ApiDocument, HttpApi } from './api.js';
export { type CrossSite, crossSiteHeaders } from './cross-site.js';
export { Cursors, isIdKey, isIntegerKey, isNameKey, isTextKey, type KeyGuard } from './cursor.js';
export { fileAnswer } from './file-answer.js';
export { HttpModule } from './http.module.js';
export { type HttpLimits, HttpServer } from './http-server.js';
export {
  choice,
  filterId,
  filterText,
  flag,
  type Parameter,
  type Parameters,
  type ParameterValues,
  pageLimit,
  pathId,
  pathText,
  unread,
} from './parameters.js';
export { faultProblems, type ProblemBook, type ProblemKind, pathOf, problemBook } from './problems.js';
export { RequestFault, requestFault } from './request-fault.js';
export { type GaugeReading, RequestMetrics } from './request-metrics.js';
export {
  type Answer,
  type Call,
  type Exchange,
  type HttpRequest,
  type Operation,
  type Outcome,
  type Route,
  route,
} from './route.js';
export { closed, nullable, oneOf, ref } from './schema-parts.js';
export { matchesEntityTag, type VersionedOperation, VersionedReads, type Versions, versionedOperation } from './versioned-reads.js';
