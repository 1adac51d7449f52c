import type { Schemas } from '../../api/types.js';

type Source = Schemas['Source'];

export type SourceState = 'asked' | 'unused' | 'paused' | 'leftAlone' | 'probing';

/** What matters most about a source that is set up. */
export function stateOf({ paused, breaker, lastAttemptAt, medianMs }: Source): SourceState {
  if (paused) return 'paused';
  if (breaker.state === 'open') return 'leftAlone';
  if (breaker.state === 'halfOpen') return 'probing';
  return lastAttemptAt === null && medianMs === null ? 'unused' : 'asked';
}

/** Sources that no job asks now. */
export const isSilent = (source: Source): boolean => source.configured && ['paused', 'leftAlone'].includes(stateOf(source));
