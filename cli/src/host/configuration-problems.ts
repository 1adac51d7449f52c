import { Fault } from '@catalogsync/faults';
import { serviceNames } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { keyGroups, unknownKeyRemarks } from '../home/known-keys.js';
import { configureServices } from './host.js';
import { serviceEnvironment, socketFolder } from './service-environment.js';
import { loadServices } from './services.js';

/** Everything that is wrong with the settings of a home, in words; empty if nothing is. */
export async function findProblems(home: Home): Promise<string[]> {
  const services = await loadServices(serviceNames);
  const problems = unknownKeyRemarks(home, keyGroups(services));
  try {
    const config = readHostConfig(home.environment);
    configureServices(services, (name) => serviceEnvironment(name, home.environment, config, socketFolder(home.root)));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.push(error.message);
  }
  return problems;
}
