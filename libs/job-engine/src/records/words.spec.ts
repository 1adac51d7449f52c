import { type FaultCode, faultCodes } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { classOfFault, type ErrorClass, errorClasses } from './error-class.js';
import { keyInRound } from './item.js';
import { openItems, pauseCauses } from './job.js';
import { commandTypes } from './ledger.js';
import { isItemStatus, isJobStatus, isStageStatus, itemStatuses, jobStatuses, stageStatuses } from './states.js';

describe('when a word is read from a database or a request', () => {
  const ended = ['completed', 'completed_with_errors', 'failed', 'canceled'];
  const lists: ReadonlyArray<[string, readonly string[], readonly string[]]> = [
    ['states of a job', jobStatuses, ['queued', 'running', 'pause_requested', 'paused', ...ended]],
    ['states of a stage', stageStatuses, ['pending', 'running', 'pause_requested', 'paused', ...ended]],
    ['states of an item', itemStatuses, ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled']],
    ['classes of errors', errorClasses, ['not_found', 'source_down', 'rate_limited', 'rejected', 'disk_full', 'auth', 'internal']],
    ['causes of a pause', pauseCauses, ['user', 'restart', 'crash_loop', 'disk_full']],
    ['commands', commandTypes, ['pause', 'resume', 'cancel', 'retry_item', 'force_retry_item']],
  ];
  it.each(lists)('the %s are a closed list', (_name, list, words) => {
    expect(list).toEqual(words);
  });

  const guards: ReadonlyArray<[string, (word: string) => boolean, readonly string[], readonly string[]]> = [
    ['a job', isJobStatus, jobStatuses, ['pending', 'interrupted', 'succeeded', '', 'constructor']],
    ['a stage', isStageStatus, stageStatuses, ['queued', 'interrupted', 'succeeded', '', 'constructor']],
    ['an item', isItemStatus, itemStatuses, ['queued', 'paused', 'completed', '', 'constructor']],
  ];
  it.each(guards)('the states of %s are told from all other words', (_name, isStatus, own, others) => {
    expect([own.filter(isStatus), others.filter(isStatus)]).toEqual([own, []]);
  });
});

describe('when an executor throws a fault', () => {
  const classes: Readonly<Record<FaultCode, ErrorClass>> = {
    not_found: 'not_found',
    unavailable: 'source_down',
    timeout: 'source_down',
    canceled: 'source_down',
    rate_limited: 'rate_limited',
    invalid_argument: 'rejected',
    already_exists: 'rejected',
    unsupported: 'rejected',
    data_corrupt: 'rejected',
    disk_full: 'disk_full',
    unauthenticated: 'auth',
    permission_denied: 'auth',
    expired: 'auth',
    failed_precondition: 'internal',
    internal: 'internal',
  };
  it.each(faultCodes.map((code) => [code, classes[code]] as const))('%s makes its item fail as %s', (code, errorClass) => {
    expect(classOfFault(code)).toBe(errorClass);
  });
});

describe('when a stage has items', () => {
  it('those that wait, run or were interrupted are still open', () => {
    const counts = { pending: 1, running: 20, interrupted: 300, succeeded: 4_000, failed: 50_000, canceled: 600_000 };
    expect(openItems({ counts })).toBe(321);
  });

  it('work that is repeated has the same key in the first round, and another in each later one', () => {
    expect([1, 2, 10].map((round) => keyInRound('files:qq', round))).toEqual(['files:qq', 'files:qq:2', 'files:qq:10']);
  });
});
