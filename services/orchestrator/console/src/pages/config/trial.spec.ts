import { describe, expect, it } from '@jest/globals';
import { appliedBy, savedBy, type TriedRevision, trialOf } from './trial.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

const revision = (id: number, part: Partial<TriedRevision> = {}): TriedRevision => ({
  id,
  createdAt: at(0),
  appliedAt: null,
  watchedUntil: null,
  returnedAt: null,
  returnReason: null,
  inForce: false,
  ...part,
});

describe('the trial of a revision', () => {
  it('lasts while its services are watched', () => {
    expect(trialOf([revision(2, { appliedAt: at(5), watchedUntil: at(35) }), revision(1)])).toEqual({
      kind: 'watched',
      id: 2,
      until: Date.parse(at(35)),
    });
  });

  it('ends with the revision kept', () => {
    expect(trialOf([revision(2, { appliedAt: at(5) }), revision(1, { appliedAt: at(1) })])).toMatchObject({ kind: 'kept', id: 2 });
  });

  it('ends with a return and its reason, although the revision before is the one applied last', () => {
    const revisions = [
      revision(2, { appliedAt: at(5), returnedAt: at(9), returnReason: 'resolver is not healthy' }),
      revision(1, { appliedAt: at(9), inForce: true }),
    ];
    expect(trialOf(revisions)).toMatchObject({ kind: 'returned', id: 2, reason: 'resolver is not healthy' });
  });

  it('is none before anything was applied', () => {
    expect(trialOf([revision(1)])).toEqual({ kind: 'none' });
  });
});

describe('who changed the configuration', () => {
  const entry = (action: string, target: string, second: number, outcome = 'done') => ({
    at: at(second),
    actor: 'user ada',
    action,
    target,
    outcome,
  });

  it('is told by the revision, and of an apply by the audit log', () => {
    const entries = [entry('applyRevision', 'revision 2', 9)];
    expect(appliedBy(entries, revision(2))).toBe('ada');
    expect(savedBy({ createdBy: 'user ada' })).toBe('ada');
    expect(savedBy({ createdBy: 'command line' })).toBe('command line');
  });

  it('is nobody where the log has only refusals, or the revision is older', () => {
    const entries = [entry('applyRevision', 'revision 2', 9, 'invalid_argument')];
    expect(appliedBy(entries, revision(2))).toBeUndefined();
    expect(savedBy({ createdBy: null })).toBeUndefined();
  });
});
