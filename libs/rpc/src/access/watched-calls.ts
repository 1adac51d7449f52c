import { Counted, Durations, type MetricFamily } from '@catalogsync/runtime';
import { type OpenSpan, openSpan } from '@catalogsync/tracing';
import {
  type Metadata,
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js';
import { traceParentKey } from './metadata-keys.js';
import { callersByMethod } from './method-callers.js';

/** Methods as labels and names of spans: only those that exist, whatever a stranger asks for. */
const nameOf = (path: string): string => (callersByMethod.has(path) || path.startsWith('/grpc.health.v1.') ? path.slice(1) : 'unknown');

/** The calls that a service answers: counted, timed, and each a span of its caller's trace. */
export class WatchedCalls {
  private readonly answered = new Counted('catalogsync_rpc_requests_total', 'gRPC calls answered, by method and status.');
  private readonly seconds = new Durations('catalogsync_rpc_request_seconds', 'Time to answer a gRPC call; of a stream, until it ended.');

  constructor(private readonly service: string) {}

  get metrics(): readonly MetricFamily[] {
    return [this.answered, this.seconds];
  }

  /** Must come before whatever may refuse a call. */
  readonly interceptor: ServerInterceptor = ({ path }, call) => {
    const method = nameOf(path);
    const begun = performance.now();
    let span: OpenSpan | undefined;
    const end = (code: status): void => {
      this.answered.add({ method, code: status[code] ?? 'UNKNOWN' });
      this.seconds.add({ method }, (performance.now() - begun) / 1000);
      span?.end({ 'rpc.grpc.status_code': code }, code === status.OK ? undefined : status[code]);
    };
    const open = (metadata: Metadata): void => {
      const [parent] = metadata.get(traceParentKey);
      const attributes = { 'rpc.system': 'grpc', 'catalogsync.service': this.service };
      span = openSpan(() => ({ name: method, kind: 'server', parent: typeof parent === 'string' ? parent : undefined, attributes }));
    };
    return watching(call, { open, end, inside: (work) => (span === undefined ? work() : span.run(work)) });
  };
}

interface Watch {
  open(metadata: Metadata): void;
  end(code: status): void;
  inside(work: () => void): void;
}

function watching(call: ServerInterceptingCallInterface, { open, end, inside }: Watch): ServerInterceptingCall {
  let hasEnded = false;
  const ended = (code: status): void => {
    if (!hasEnded) end(code);
    hasEnded = true;
  };
  // The method runs inside of one of the last two.
  const listener: ServerListener = new ServerListenerBuilder()
    .withOnReceiveMetadata((metadata, pass) => {
      open(metadata);
      pass(metadata);
    })
    .withOnReceiveMessage((message, pass) => inside(() => pass(message)))
    .withOnReceiveHalfClose((pass) => inside(pass))
    .withOnCancel(() => ended(status.CANCELLED))
    .build();
  const responder = new ResponderBuilder()
    .withStart((next) => next(listener))
    .withSendStatus((sent, pass) => {
      ended(sent.code);
      pass(sent);
    })
    .build();
  return new ServerInterceptingCall(call, responder);
}
