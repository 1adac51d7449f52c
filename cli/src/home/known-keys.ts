import { findUnknownKeys, type KeyGroup, SecretKeys, type Service } from '@catalogsync/runtime';
import type { Home } from './home-folder.js';
import { hostKeys } from './host-keys.js';

/** All keys: those of the whole installation first, then those of each service. */
export function keyGroups(services: readonly Service[]): KeyGroup[] {
  const own = services.map((service) => ({
    title: service.name,
    keys: service.configKeys,
    service: service.name,
    configure: (environment: Parameters<Service['configure']>[0]) => service.configure(environment),
  }));
  return [{ title: 'this installation', keys: hostKeys }, ...own];
}

/** A sentence for each unknown key of a home's files, and for each secret in the file that is shown and saved. */
export function remarksOn(home: Home, groups: readonly KeyGroup[]): string[] {
  const known = new Set(groups.flatMap(({ keys }) => Object.keys(keys)));
  const unknown = findUnknownKeys(home.fileKeys, known).map(
    ({ name, nearest }) => `${home.settingsFile}: unknown key ${name}${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
  );
  const secrets = new SecretKeys(groups).find(home.settingsText);
  return [
    ...unknown,
    ...secrets.map(({ key, line, why }) => `${home.settingsFile}: line ${line}: ${key} ${why}: move it to ${home.secretsFile}`),
  ];
}
