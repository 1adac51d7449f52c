import type { Schemas } from '../../api/types.js';

type Setting = Schemas['Setting'];

/** The settings of one kind of server: their keys begin with its word. Those that must be given come first. */
export function keysOf(settings: readonly Setting[], type: string): readonly Setting[] {
  const own = settings.filter(({ key }) => key.startsWith(`${type.toUpperCase()}_`));
  return own.toSorted((a, b) => Number(isNeeded(b)) - Number(isNeeded(a)));
}

/** Nothing stands in for it if it is not given. */
export const isNeeded = ({ key }: Setting): boolean => /_(URL|TOKEN|USER|PASSWORD|API_KEY)$/.test(key);
