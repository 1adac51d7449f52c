import { parseByteRange } from './byte-range.js';
import { type ConditionalHeaders, evaluateConditions, rangeApplies, type Validators } from './preconditions.js';

export interface StreamRequest extends ConditionalHeaders {
  readonly method: 'GET' | 'HEAD';
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** Bytes from `start` to `end`, both included. */
export interface SendPlan {
  readonly status: 200 | 206;
  readonly start: number;
  readonly end: number;
}

/** What to answer for an open file. */
export type AnswerPlan = SendPlan | { readonly status: 304 } | { readonly status: 412 } | { readonly status: 416 };

/** Conditions first, then the range, which applies only to GET (RFC 9110, 13.2.2 and 14.2; behaviour 176). */
export function planAnswer(request: StreamRequest, sizeBytes: number, validators: Validators): AnswerPlan {
  const conditions = evaluateConditions(request, validators);
  if (conditions === 'failed') return { status: 412 };
  if (conditions === 'not_modified') return { status: 304 };
  const whole = { status: 200, start: 0, end: sizeBytes - 1 } as const;
  if (request.method === 'HEAD' || !rangeApplies(request.ifRange, validators)) return whole;
  const range = parseByteRange(request.range, sizeBytes);
  if (range === 'whole') return whole;
  return range === 'unsatisfiable' ? { status: 416 } : { status: 206, ...range };
}
