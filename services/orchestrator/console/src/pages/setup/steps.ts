import type { Schemas } from '../../api/types.js';

/** In the order of the guide. */
const stepNames = ['folder', 'sources', 'media', 'cloud', 'job'] as const;
export type StepName = (typeof stepNames)[number];
export type StepState = 'done' | 'underWay' | 'skipped' | 'notYet';

export interface Step {
  readonly name: StepName;
  readonly state: StepState;
}

const isDone: Readonly<Record<StepName, (setup: Schemas['Setup']) => boolean>> = {
  folder: ({ hasFolder }) => hasFolder,
  sources: ({ hasSource }) => hasSource,
  media: ({ hasMediaServer }) => hasMediaServer,
  cloud: ({ hasCloud }) => hasCloud,
  job: ({ hasSong }) => hasSong,
};

/** How far the guide is. The first job cannot be skipped: without it there is nothing to look at. */
export function stepsOf(setup: Schemas['Setup'], skipped: ReadonlySet<string>, hasOpenJob: boolean): Step[] {
  return stepNames.map((name) => {
    if (isDone[name](setup)) return { name, state: 'done' };
    if (name === 'job') return { name, state: hasOpenJob ? 'underWay' : 'notYet' };
    return { name, state: skipped.has(name) ? 'skipped' : 'notYet' };
  });
}

/** The step to go on with; undefined if none is left. */
export const nextOf = (steps: readonly Step[]): StepName | undefined => steps.find(({ state }) => state === 'notYet')?.name;
