import { isAbsolute, relative, sep } from 'node:path';
import { serviceNames } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { configureServices } from '../host/host.js';
import { serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { loadServices } from '../host/services.js';
import { type Finding, fault, fromError, good, quoted, remark } from './finding.js';

const subject = 'exposure';

/** Shorter prefixes cover far more than the proxies of one household. */
const shortestPrefix = { 4: 12, 6: 32 } as const;

/** Settings that are in range and yet open more than an owner is likely to want. */
export async function examineExposure(home: Home, config: HostConfig): Promise<Finding[]> {
  try {
    const values = await effectiveValues(home, config);
    const findings = [...unsignedSnapshots(values), ...servedHome(home, values), ...wideProxies(values), ...openConsole(values)];
    return findings.length > 0 ? findings : [good(subject, 'no setting opens more than it seems to')];
  } catch (error) {
    return [fromError(subject, error)];
  }
}

type Values = Readonly<Record<string, unknown>>;

/** A key has one meaning and one default in every service, so the values can be read together. */
async function effectiveValues(home: Home, config: HostConfig): Promise<Values> {
  const sockets = socketFolder(home.root);
  const configured = configureServices(await loadServices(serviceNames), (name) =>
    serviceEnvironment(name, home.environment, config, sockets),
  );
  return Object.assign({}, ...configured.map((one) => one.config)) as Values;
}

function unsignedSnapshots({ SNAPSHOT_TRUSTED_KEYS: trusted }: Values): Finding[] {
  if (trusted !== '') return [];
  const why = 'Whoever can write to the publication, or answer in its place, decides what is served.';
  return [fault(subject, 'unsigned snapshots are accepted (SNAPSHOT_TRUSTED_KEYS=none)', { why, advice: 'Remove that line.' })];
}

/** Whether a path is a folder or inside it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function servedHome({ root }: Home, { ORIGIN_ROOTS: roots, LIBRARY_FOLDERS: folders, KEYS_DIR: keys }: Values): Finding[] {
  const served = new Set([...Object.values(roots as Record<string, string>), ...(folders as readonly string[])]);
  const exposing = [...served].filter((folder) => isWithin(root, folder) || isWithin(String(keys), folder));
  return exposing.map((folder) =>
    fault(subject, `the music folder ${folder} contains the home folder or the keys`, {
      why: 'A mistake elsewhere is then enough to serve databases or keys.',
      advice: `Name the folders with music in LIBRARY_FOLDERS or ORIGIN_ROOTS, not ${quoted(folder)}.`,
    }),
  );
}

function wideProxies({ TRUSTED_PROXIES: proxies }: Values): Finding[] {
  const wide = (proxies as readonly string[]).filter((one) => {
    const [address = '', prefix] = one.split('/');
    return prefix !== undefined && Number(prefix) < shortestPrefix[address.includes(':') ? 6 : 4];
  });
  return wide.map((one) =>
    fault(subject, `TRUSTED_PROXIES trusts a very large network: ${one}`, {
      why: 'Everybody in it can pretend to call from any address, and so escape the limits on wrong passwords.',
      advice: 'List the address of the proxy alone.',
    }),
  );
}

/** A proxy in front is the sign of an installation that others reach. */
function openConsole({ TRUSTED_PROXIES: proxies, WEB_HOST: host }: Values): Finding[] {
  if ((proxies as readonly string[]).length === 0 || !['0.0.0.0', '::'].includes(String(host))) return [];
  return [
    remark(subject, 'the console listens on every network although a proxy is set up (WEB_HOST)', {
      why: 'It can be reached past the proxy, without its TLS.',
      advice: 'WEB_HOST=127.0.0.1, if the proxy runs on this machine.',
    }),
  ];
}
