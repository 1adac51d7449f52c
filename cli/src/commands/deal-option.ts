import { resolve } from 'node:path';
import { Option } from 'commander';
import type { CommandContext } from '../report/command-context.js';
import type { HomeOptions } from './options.js';

/** For commands that change keys which other homes have copies of. */
export interface DealOptions extends HomeOptions {
  readonly deal?: string;
}

export const dealOption = (): Option =>
  new Option('--deal <folder>', 'also give each service whose home is in this folder, named like it, what it needs of the keys');

/**
 * Gives the services what they need of changed keys, if somebody asked for it.
 * @returns which ones
 * @throws Fault as `dealKeys`
 */
export async function dealAgain(keysDir: string, { deal }: DealOptions, { surroundings }: CommandContext): Promise<readonly string[]> {
  if (deal === undefined) return [];
  const { dealKeys } = await import('../home/deal-keys.js');
  return dealKeys(keysDir, resolve(surroundings.cwd, deal));
}
