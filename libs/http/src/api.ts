import type { TSchema } from 'typebox';
import type { AllowedHosts } from './allowed-hosts.js';
import type { CrossSite } from './cross-site.js';
import type { DirectRequest } from './direct-answer.js';
import type { ProblemBook } from './problems.js';
import type { RequestFault } from './request-fault.js';
import type { RequestLimits } from './request-limits.js';
import type { Answer, DirectRoute, IncomingRequest, Operation, Route } from './route.js';

/** Who may use which operation of an API. */
export interface AccessPolicy<R extends Operation = Operation, Caller = unknown> {
  /**
   * Called before a body is read, for every address; `operation` is undefined for an unknown address, so that
   * an API can hide from strangers what exists. Returns the `caller` of the call.
   * @throws Fault
   */
  admit(request: IncomingRequest, operation: R | undefined): Promise<Caller> | Caller;
  /** The same for direct routes; absent if they are open to everybody. @throws Fault */
  admitDirect?(request: Pick<DirectRequest, 'headers'>): void;
}

/** A request as somebody might send it, and what comes back. */
export interface OperationExample {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly answer?: unknown;
}

/** What an API's documentation says beyond its operations. */
export interface ApiDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license?: { readonly name: string; readonly identifier: string };
    readonly contact?: { readonly name: string };
  };
  readonly tags: readonly (string | { readonly name: string; readonly description: string })[];
  /** The schemas that operations refer to by name (`$id`). One is called `Problem`. */
  readonly schemas: readonly TSchema[];
  /** `components.securitySchemes`, and which of them is required. */
  readonly security?: {
    readonly schemes: Readonly<Record<string, object>>;
    readonly required: readonly Readonly<Record<string, never[]>>[];
  };
  /** By operation id: values of parameters, and the answer to them. */
  readonly examples?: Readonly<Record<string, OperationExample>>;
  /** How `access` and its kind read in an operation's documentation. */
  describe(operation: Operation): { readonly description?: string; readonly open?: boolean; readonly problems: readonly string[] };
  /** Serves the document at this path, open to everybody, and pages to read it at another path. */
  readonly pages?: { readonly document: string; readonly reader: string };
}

/** What all answers of an API share. */
interface AnswerStyle {
  /** With every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly crossSite?: CrossSite;
  /** Direct routes and pages compress answers from this many bytes, if the client accepts it. */
  readonly compressFrom?: number;
  /** The refusal of a request that matches no route; `malformed` is the default for an unreadable address. */
  unknown(request: IncomingRequest, malformed?: RequestFault): RequestFault;
  /** What a browser is shown instead of that refusal, if it asks for a page. */
  lost?(request: IncomingRequest): Promise<Answer> | undefined;
  /** Whether known addresses answer 405 to other methods; otherwise they count as `unknown`. */
  readonly refusesOtherMethods: boolean;
}

/** One API as a value: everything a service serves over HTTP. */
export interface HttpApi<R extends Route = Route, Caller = unknown> {
  readonly routes: readonly (R | DirectRoute)[];
  /** Hosts that requests may name, direct routes excepted; every one if absent. */
  readonly hosts?: AllowedHosts;
  readonly access: AccessPolicy<R, Caller>;
  readonly problems: ProblemBook;
  readonly style: AnswerStyle;
  readonly document?: ApiDocument;
  /** Of all requests but those of operations that are `unlimited`, of pages and of preflights; absent for none. */
  readonly limits?: RequestLimits;
}
