import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { CrossSite } from './cross-site.js';
import type { Parameters } from './parameters.js';
import type { ProblemBook } from './problems.js';
import type { RequestFault } from './request-fault.js';
import type { RequestMetrics } from './request-metrics.js';
import type { Answer, Call, DirectRoute, HttpRequest, Operation, Route } from './route.js';

/** Who may use which operation of an API. */
export interface AccessPolicy<R extends Operation = Operation, Caller = unknown> {
  /**
   * Called before a body is read, for every address; `operation` is undefined where there is none, so that
   * an API can keep what does not exist from strangers too. Answers with the `caller` of the call.
   * @throws Fault
   */
  admit(request: HttpRequest, operation: R | undefined): Promise<Caller> | Caller;
  /** The same for direct routes; absent where they are open to everybody. @throws Fault */
  admitDirect?(request: FastifyRequest): void;
  /** Runs the operation; for what is to happen around it, such as writing it down. */
  perform?(
    operation: R,
    call: Call<Parameters, Parameters, TSchema, Caller>,
    run: () => Promise<Answer | undefined>,
  ): Promise<Answer | undefined>;
}

/** What an API says of itself, beside its operations. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly string[];
  /** The schemas that operations refer to by name (`$id`). One is called `Problem`. */
  readonly schemas: readonly TSchema[];
  /** `components.securitySchemes`, and which of them is asked for. */
  readonly security?: {
    readonly schemes: Readonly<Record<string, object>>;
    readonly required: readonly Readonly<Record<string, never[]>>[];
  };
  /** What its `access` and its kind mean for an operation. */
  describe(operation: Operation): { readonly description?: string; readonly open?: boolean; readonly problems: readonly string[] };
  /** Serves the document at this path, open to everybody, and pages to read it at another. */
  readonly pages?: { readonly document: string; readonly reader: string };
}

/** What all answers of an API have in common. */
interface AnswerStyle {
  /** With every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly crossSite?: CrossSite;
  /** Direct routes and pages compress answers from this size in bytes, for who asks for it. */
  readonly compressFrom?: number;
  /** The refusal of a request that no route takes; `malformed` is the usual one where its address cannot be read. */
  unknown(request: HttpRequest, malformed?: RequestFault): RequestFault;
  /** Whether known addresses answer 405 to other methods; else they are `unknown`. */
  readonly refusesOtherMethods: boolean;
}

/** One API, as a value: all that a service says about what it serves over HTTP. */
export interface HttpApi<R extends Route = Route, Caller = unknown> {
  readonly routes: readonly (R | DirectRoute)[];
  readonly access: AccessPolicy<R, Caller>;
  readonly problems: ProblemBook;
  readonly style: AnswerStyle;
  readonly document?: ApiDocument;
  readonly metrics?: RequestMetrics;
}
