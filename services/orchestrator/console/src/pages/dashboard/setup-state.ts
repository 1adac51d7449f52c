import type { Schemas } from '../../api/types.js';

type Setup = Pick<Schemas['Setup'], 'hasFolder' | 'hasSource' | 'hasSong'>;

/** Somewhere to take music from. */
export const hasOrigin = ({ hasFolder, hasSource }: Pick<Setup, 'hasFolder' | 'hasSource'>): boolean => hasFolder || hasSource;

/** Without these there is nothing to do: somewhere to take music from, and the first of it. */
export const lacksEssentials = (setup: Setup): boolean => !hasOrigin(setup) || !setup.hasSong;
