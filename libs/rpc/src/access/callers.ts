import { createHash, timingSafeEqual } from 'node:crypto';
import { Fault } from '@catalogsync/faults';
import { type RpcName, serviceNames } from '@catalogsync/runtime';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  ServerListenerBuilder,
} from '@grpc/grpc-js';
import { toStatus } from '../status/fault-status.js';
import { callerKey, secretKey } from './metadata-keys.js';
import { callersByMethod } from './method-callers.js';

/** Who makes a call. */
export interface Caller {
  /** `local`: over the Unix socket, so by the user that the services run as; `service`: over TCP, by certificate or secret. */
  readonly kind: 'local' | 'service';
  /** `owner` is the command line. A local caller says its name itself. */
  readonly name: RpcName;
}

const rpcNames: ReadonlySet<string> = new Set<RpcName>([...serviceNames, 'owner']);
const isRpcName = (word: string): word is RpcName => rpcNames.has(word);

/** The caller of a call that has reached its method. @throws Fault `internal` for a call that passed no server of ours */
export function callerOf(call: { readonly metadata: Metadata }): Caller {
  const [kind, name = ''] = textOf(call.metadata, callerKey).split(' ');
  if ((kind === 'local' || kind === 'service') && isRpcName(name)) return { kind, name };
  throw new Fault('internal', 'a call has no caller');
}

function textOf(metadata: Metadata, key: string): string {
  const [value = ''] = metadata.get(key);
  return String(value);
}

/** Takes the same time whatever is wrong with it. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** How callers prove themselves at one address. */
export type Proof = 'unix socket' | { readonly byCertificate: boolean /** Empty for none. */; readonly secret: string };

/**
 * Who calls. TLS has verified a certificate by then; a name that the call itself says counts only where there is none.
 * @throws Fault `unauthenticated`
 */
function identify(proof: Proof, metadata: Metadata, call: ServerInterceptingCallInterface): Caller {
  const said = textOf(metadata, callerKey);
  if (proof === 'unix socket') return { kind: 'local', name: isRpcName(said) ? said : 'owner' };
  if (proof.secret !== '' && !sameSecret(textOf(metadata, secretKey), proof.secret)) {
    throw new Fault('unauthenticated', 'the call does not show the shared secret', {
      hint: 'Set RPC_SHARED_SECRET in secrets.env to the same value on both machines.',
    });
  }
  const name = proof.byCertificate ? String(call.getAuthContext().sslPeerCertificate?.subject.CN ?? '') : said;
  if ((proof.byCertificate || proof.secret !== '') && isRpcName(name)) return { kind: 'service', name };
  throw new Fault('unauthenticated', 'the call does not come from a service of Catalogsync', {
    hint: 'Do both machines run the same version?',
  });
}

/** @throws Fault `permission_denied` */
function requireAllowed(path: string, { kind, name }: Caller): void {
  if (path.startsWith('/grpc.health.v1.Health/')) return;
  const callers = callersByMethod.get(path);
  const method = path.slice(path.lastIndexOf('/') + 1);
  if (callers === undefined) throw new Fault('permission_denied', `nobody may call ${method}: its callers are not stated`);
  if (kind === 'local') return;
  if (callers === 'here') {
    throw new Fault('permission_denied', `${method} is only for the command line of the machine itself`, {
      hint: 'Run the command on the machine of the service; it then uses the Unix socket in the home folder.',
    });
  }
  if (callers.includes(name)) return;
  throw new Fault('permission_denied', `${name} may not call ${method}`, { hint: `Only ${callers.join(' and ')} may.` });
}

/** Lets a call through to its method only for a caller that may call it; the one place where this is decided. */
export function admitCallers(proof: Proof): ServerInterceptor {
  return ({ path }, call) => {
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, pass) => {
        try {
          const caller = identify(proof, metadata, call);
          requireAllowed(path, caller);
          metadata.remove(secretKey);
          metadata.set(callerKey, `${caller.kind} ${caller.name}`);
        } catch (error) {
          const { message, ...status } = toStatus(error);
          call.sendStatus({ ...status, details: message });
          return;
        }
        pass(metadata);
      })
      .build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };
}
