import type { Service } from '@catalogsync/runtime';
import { findUnknownKeys } from '@catalogsync/runtime';
import type { KeyGroup } from './env-file.js';
import type { Home } from './home-folder.js';
import { hostKeys } from './host-keys.js';

/** All keys: those of the whole installation first, then those of each service. */
export function keyGroups(services: readonly Service[]): KeyGroup[] {
  return [{ title: 'this installation', keys: hostKeys }, ...services.map(({ name, configKeys }) => ({ title: name, keys: configKeys }))];
}

/** A sentence for each key of a home's files that nobody reads. */
export function unknownKeyRemarks(home: Home, groups: readonly KeyGroup[]): string[] {
  const known = new Set(groups.flatMap(({ keys }) => Object.keys(keys)));
  return findUnknownKeys(home.fileKeys, known).map(
    ({ name, nearest }) => `${home.settingsFile}: unknown key ${name}${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
  );
}
