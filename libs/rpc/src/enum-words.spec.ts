import { orchestratorJobsV1, resolverRankingV1 } from '@catalogsync/contracts';
import { describe, expect, it } from '@jest/globals';
import { enumWords } from './enum-words.js';

const { JobStatus } = orchestratorJobsV1;
const ofNewerPeer = 99 as orchestratorJobsV1.JobStatus;
const statuses = enumWords(JobStatus, 'JOB_STATUS_');

describe('when a wire enum is read as words', () => {
  it('a value is its name without the prefix, in lower case', () => {
    expect(statuses.wordOf(JobStatus.JOB_STATUS_PAUSE_REQUESTED)).toBe('pause_requested');
    expect(statuses.numberOf('pause_requested')).toBe(JobStatus.JOB_STATUS_PAUSE_REQUESTED);
  });

  it('the parts of a word may be joined by another character', () => {
    const policies = enumWords(resolverRankingV1.RankingPolicy, 'RANKING_POLICY_', '-');
    expect(policies.wordOf(resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE)).toBe('ratio-adaptive');
    expect(policies.numberOf('ratio-adaptive')).toBe(resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE);
    const camel = enumWords(resolverRankingV1.RankingPolicy, 'RANKING_POLICY_', 'camel');
    expect(camel.wordOf(resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE)).toBe('ratioAdaptive');
    expect(camel.numberOf('ratioAdaptive')).toBe(resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE);
  });

  it('unspecified has no word', () => {
    expect(statuses.wordOf(JobStatus.JOB_STATUS_UNSPECIFIED)).toBeUndefined();
    expect(statuses.given(JobStatus.JOB_STATUS_UNSPECIFIED, 'status of jobs')).toBeUndefined();
    expect(statuses.numberOf(undefined)).toBe(JobStatus.JOB_STATUS_UNSPECIFIED);
  });

  it('an unknown number from a newer peer has no word, and is refused from a caller', () => {
    expect(statuses.wordOf(ofNewerPeer)).toBeUndefined();
    expect(() => statuses.given(ofNewerPeer, 'status of jobs')).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
