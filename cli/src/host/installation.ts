import { type Environment, type Installation, type KeyGroup, type SettingsSources, serviceNames } from '@catalogsync/runtime';
import { type HomePlace, secretsBeside } from '../home/home-folder.js';
import { keyGroups } from '../home/known-keys.js';
import { rpcAddresses, socketFolder } from './service-environment.js';
import { loadServices } from './services.js';

/**
 * The sources of a home's settings.
 * @param environment the process environment and the command line options
 */
export function settingsSources(place: HomePlace, groups: readonly KeyGroup[], environment: Environment): SettingsSources {
  const known = new Set(groups.flatMap(({ keys }) => Object.keys(keys)));
  return {
    groups,
    derived: rpcAddresses({}, socketFolder(place.root)),
    overrides: Object.fromEntries(
      Object.entries(environment).filter(([name, value]) => known.has(name) && value !== undefined && value !== ''),
    ),
    fixed: { ROOT_DIR: place.root, ENV_FILE: place.settingsFile },
  };
}

/** What the service that manages a home's configuration learns about it: the keys of all services, in the order of `--help`. */
export async function describeInstallation(place: HomePlace, environment: Environment): Promise<Omit<Installation, 'restarts'>> {
  return {
    settingsFile: place.settingsFile,
    secretsFile: secretsBeside(place.settingsFile),
    sources: settingsSources(place, keyGroups(await loadServices(serviceNames)), environment),
  };
}
