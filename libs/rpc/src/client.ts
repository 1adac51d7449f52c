import { Fault } from '@catalogsync/faults';
import type { ServiceName } from '@catalogsync/runtime';
import { type OpenSpan, openSpan, type SpanStart } from '@catalogsync/tracing';
import {
  type CallOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type Metadata,
  type MethodDefinition,
  makeGenericClientConstructor,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { traceParentKey } from './access/metadata-keys.js';
import { RpcAccess } from './access/rpc-access.js';
import { fromServiceError } from './status/fault-status.js';

/** Limits of one call. */
export interface RpcLimits {
  /** Milliseconds until the call fails with `timeout`. Required: no call waits forever. */
  readonly deadlineMs: number;
  /** Cancels the call on both sides. */
  readonly signal?: AbortSignal;
}

type UnaryMethods<D> = {
  [K in keyof D as D[K] extends { responseStream: false } ? K : never]: D[K] extends MethodDefinition<infer Q, infer R>
    ? (request: Q, limits: RpcLimits) => Promise<R>
    : never;
};

type StreamMethods<D> = {
  [K in keyof D as D[K] extends { responseStream: true } ? K : never]: D[K] extends MethodDefinition<infer Q, infer R>
    ? (request: Q, limits: RpcLimits) => AsyncIterable<R>
    : never;
};

/** A service as its caller sees it: a promise per unary call, an async iterable per stream, Faults as errors. */
export type RpcClient<D> = UnaryMethods<D> & StreamMethods<D> & { close(): void };

type AnyUnary = (
  request: unknown,
  metadata: Metadata,
  options: CallOptions,
  done: (error: ServiceError | null, value: unknown) => void,
) => ClientUnaryCall;
type AnyStream = (request: unknown, metadata: Metadata, options: CallOptions) => ClientReadableStream<unknown>;

/** What every call of a method needs. */
interface Called {
  readonly service: string;
  readonly metadata: () => Metadata;
  /** `/package.Service/Method`. */
  readonly path: string;
}

const spanOf = ({ path, service }: Called): SpanStart => ({
  name: path.slice(1),
  kind: 'client',
  attributes: { 'rpc.system': 'grpc', 'catalogsync.peer': service },
});

/** Tells the server of which trace the call is a part. */
function tracedMetadata({ metadata }: Called, span: OpenSpan | undefined): Metadata {
  const sent = metadata();
  if (span?.traceparent !== undefined) sent.set(traceParentKey, span.traceparent);
  return sent;
}

function callUnary(invoke: AnyUnary, called: Called): (request: unknown, limits: RpcLimits) => Promise<unknown> {
  return (request, { deadlineMs, signal }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new Fault('canceled', 'the call was canceled'));
      const span = openSpan(() => spanOf(called));
      const done = (error: ServiceError | null, value: unknown): void => {
        signal?.removeEventListener('abort', cancel);
        const fault = error === null ? undefined : fromServiceError(error, called.service);
        span?.end({}, fault?.code);
        if (fault === undefined) resolve(value);
        else reject(fault);
      };
      const call = invoke(request, tracedMetadata(called, span), { deadline: Date.now() + deadlineMs }, done);
      const cancel = (): void => call.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
    });
}

function callStream(invoke: AnyStream, called: Called): (request: unknown, limits: RpcLimits) => AsyncIterable<unknown> {
  return async function* (request, { deadlineMs, signal }) {
    if (signal?.aborted) throw new Fault('canceled', 'the call was canceled');
    const span = openSpan(() => spanOf(called));
    const call = invoke(request, tracedMetadata(called, span), { deadline: Date.now() + deadlineMs });
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    let fault: Fault | undefined;
    try {
      yield* call;
    } catch (error) {
      fault = fromServiceError(error as ServiceError, called.service);
      throw fault;
    } finally {
      span?.end({}, fault?.code);
      signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  };
}

/** Where a client calls, and as whom. */
export interface RpcTarget {
  readonly address: string;
  /** The service that should answer there. */
  readonly service: string;
  /** Absent only for a Unix socket, where the owner calls. */
  readonly access?: RpcAccess;
}

/** For Unix sockets, where a caller needs no proof. */
const ownerAccess = new RpcAccess('owner', { KEYS_DIR: '', RPC_SHARED_SECRET: '' });

/**
 * A typed client of one service, made from its generated definition. Connects at the first call and reconnects
 * by itself.
 * @throws Fault `failed_precondition`, `expired` if the address is not a Unix socket and nothing proves the caller
 */
export function createRpcClient<D extends object>(definition: D, { address, service, access = ownerAccess }: RpcTarget): RpcClient<D> {
  const Client = makeGenericClientConstructor(definition as unknown as ServiceDefinition, service);
  const { credentials, options, metadata } = access.channel(address, service);
  const client = new Client(address, credentials, {
    ...options,
    // A service of the same home starts within a second or two; the default back-off would wait up to 20 s.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2000,
  });
  const methods: Record<string, unknown> = { close: () => client.close() };
  for (const [name, method] of Object.entries(definition as Record<string, { path: string; responseStream: boolean }>)) {
    const invoke = (client as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
    if (invoke === undefined) continue;
    const bound = invoke.bind(client);
    const called = { service, metadata, path: method.path };
    methods[name] = method.responseStream ? callStream(bound as AnyStream, called) : callUnary(bound as AnyUnary, called);
  }
  return methods as RpcClient<D>;
}

/** Calls of one service. */
class ServiceClient<D> {
  constructor(protected readonly rpc: RpcClient<D>) {}

  close(): void {
    this.rpc.close();
  }
}

/**
 * Base class for a client of a service, made with the address and, unless it is a Unix socket, the caller's access.
 * @param usual the service that answers, unless the client is made for another one: its certificate has this name
 */
export function clientOf<D extends object>(
  definition: D,
  usual: ServiceName,
): new (
  address: string,
  access?: RpcAccess,
  service?: ServiceName,
) => ServiceClient<D> {
  return class extends ServiceClient<D> {
    constructor(address: string, access?: RpcAccess, service = usual) {
      super(createRpcClient(definition, { address, service, access }));
    }
  };
}

/** A part that every answer has, although proto3 lets it be absent. @throws Fault `data_corrupt` */
export function required<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw new Fault('data_corrupt', `the answer contains no ${what}`);
  return part;
}
