import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  follow,
  hasEnded,
  itemStatesAnswering,
  itemStatuses,
  itemTable,
  jobStatuses,
  jobTable,
  type StateTable,
  stageStatuses,
  stageTable,
  transition,
  transitionAlong,
} from './states.js';

/** Errors in a table: targets that are not states, and unreachable states. Empty when sound. */
function faultsOfTable<S extends string, E extends string>(table: StateTable<S, E>, initial: S): string[] {
  const faults: string[] = [];
  const reached = new Set<string>([initial]);
  const open: S[] = [initial];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const [event, to] of Object.entries<S | undefined>(table[state] ?? {})) {
      if (to === undefined || !Object.hasOwn(table, to)) faults.push(`${state} --${event}--> unknown state ${to}`);
      else if (!reached.has(to)) {
        reached.add(to);
        open.push(to);
      }
    }
  }
  for (const state of Object.keys(table)) if (!reached.has(state)) faults.push(`nothing leads to ${state}`);
  return faults;
}

describe('when a state table is walked', () => {
  it.each([
    ['job', jobTable as StateTable<string, string>, 'queued', jobStatuses],
    ['stage', stageTable as StateTable<string, string>, 'pending', stageStatuses],
    ['item', itemTable as StateTable<string, string>, 'pending', itemStatuses],
  ] as const)('the table of a %s has no unknown or unreachable state', (_name, table, initial, statuses) => {
    expect(faultsOfTable(table, initial)).toEqual([]);
    expect(Object.keys(table).sort()).toEqual([...statuses].sort());
  });

  it('a planted unknown target and a planted orphan are found', () => {
    const table: StateTable<string, string> = { a: { go: 'b' }, b: { go: 'nowhere' }, orphan: {} };
    expect(faultsOfTable(table, 'a')).toEqual(['b --go--> unknown state nowhere', 'nothing leads to orphan']);
  });

  it('a job has exactly the eight statuses (behaviour 81)', () => {
    expect(jobStatuses).toHaveLength(8);
    expect(new Set(Object.values(jobTable).flatMap((row) => Object.values(row)))).toEqual(new Set(jobStatuses));
  });
});

describe('when an event meets a state', () => {
  const path = (table: StateTable<string, string>, from: string, ...events: string[]) => transitionAlong(table, from, events);

  it('a job is paused gracefully and resumed into the queue', () => {
    expect(path(jobTable as never, 'queued', 'start', 'request_pause', 'settle_pause', 'resume')).toEqual({ ok: true, to: 'queued' });
  });

  it('of several events the first that does not apply refuses them all, and a path that must lead on says which', () => {
    const refused = { ok: false, reason: 'resume does not apply in state running' };
    expect(path(jobTable as never, 'queued', 'start', 'resume', 'cancel')).toEqual(refused);
    expect(() => follow(jobTable, 'queued', ['start', 'resume', 'cancel'])).toThrow(refused.reason);
    expect(follow(itemTable, 'running', ['fail', 'retry_item'])).toBe('pending');
  });

  it('an end state is left only by reopening the job', () => {
    for (const status of jobStatuses.filter(hasEnded)) expect(Object.keys(jobTable[status])).toEqual(['reopen']);
  });

  it('any job that has not ended can be canceled', () => {
    for (const status of jobStatuses) expect(transition(jobTable, status, 'cancel').ok).toBe(!hasEnded(status));
  });

  it('retry accepts only failed and interrupted items (behaviour 91), force retry any that ended (behaviour 92)', () => {
    expect(itemStatesAnswering('retry_item')).toEqual(['failed', 'interrupted']);
    expect(itemStatesAnswering('force_retry_item')).toEqual(['succeeded', 'failed', 'interrupted', 'canceled']);
  });

  it('a refusal names state and event, and names of built-in properties are not states', () => {
    expect(transition(itemTable, 'succeeded', 'retry_item')).toEqual({ ok: false, reason: 'retry_item does not apply in state succeeded' });
    expect(transition(itemTable as StateTable<string, string>, 'constructor', 'claim').ok).toBe(false);
    expect(transition(itemTable as StateTable<string, string>, 'pending', 'toString').ok).toBe(false);
  });

  it('no sequence of events leaves the table', () => {
    const events = fc.array(
      fc.constantFrom('start', 'finish', 'fail', 'request_pause', 'settle_pause', 'resume', 'restart', 'cancel', 'reopen'),
    );
    fc.assert(
      fc.property(events, (sequence) => {
        let state = 'queued';
        for (const event of sequence) {
          const step = transition(jobTable as StateTable<string, string>, state, event);
          if (step.ok) state = step.to;
        }
        return (jobStatuses as readonly string[]).includes(state);
      }),
    );
  });
});
