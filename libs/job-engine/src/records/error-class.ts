import type { FaultCode } from '@catalogsync/faults';

/** Why an item failed, as far as it decides what happens next. Closed; stored with the item. */
export const errorClasses = ['not_found', 'source_down', 'rate_limited', 'rejected', 'disk_full', 'auth', 'internal'] as const;
export type ErrorClass = (typeof errorClasses)[number];

export function isErrorClass(word: string): word is ErrorClass {
  return (errorClasses as readonly string[]).includes(word);
}

/** The class of a fault that an executor threw. Exhaustive: a new code must be given a class here. */
export function classOfFault(code: FaultCode): ErrorClass {
  switch (code) {
    case 'not_found':
      return 'not_found';
    case 'unavailable':
    case 'timeout':
    case 'canceled':
      return 'source_down';
    case 'rate_limited':
      return 'rate_limited';
    case 'invalid_argument':
    case 'already_exists':
    case 'unsupported':
    case 'data_corrupt':
      return 'rejected';
    case 'disk_full':
      return 'disk_full';
    case 'unauthenticated':
    case 'permission_denied':
    case 'expired':
      return 'auth';
    case 'failed_precondition':
    case 'internal':
      return 'internal';
  }
}
