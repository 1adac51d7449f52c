import type { Home } from '../home/home-folder.js';
import { type HostConfig, readHostConfig } from '../home/host-keys.js';
import { pairingOf } from '../home/pairing.js';
import { findProblems } from '../host/configuration-problems.js';
import { examineBackends } from './backends.js';
import { examineCertificates } from './certificates.js';
import { examineDatabase, examineKeys, examinePublication } from './content.js';
import { examineExposure } from './exposure.js';
import { type Finding, fault, good } from './finding.js';
import { examineHome, examineLibrary, examineSpace } from './folders.js';
import { examineMirror } from './mirror.js';
import { examinePairing } from './pairing.js';
import { examinePrivacy } from './privacy.js';
import { examinePorts, examineServices } from './services.js';
import { examineTrust } from './trust.js';

/** Examines a home and its surroundings; changes nothing. */
export async function examine(home: Home): Promise<Finding[]> {
  const findings = [examineProgram(), ...(await examineSettings(home)), await examineHome(home)];
  let config: HostConfig;
  try {
    config = readHostConfig(home.environment);
  } catch {
    return findings; // Already reported with the settings; the checks below depend on them.
  }
  const running = await examineServices(home);
  const pairing = await pairingOf(home);
  return [
    ...findings,
    ...(await examineSpace(home, config)),
    ...(pairing === undefined ? await examineLibrary(config) : await examinePairing(pairing, config)),
    ...(pairing === undefined ? await examineKeys(config) : []),
    ...(await examineCertificates(home, config)),
    ...(await examinePrivacy(home, config)),
    ...(await examineExposure(home, config)),
    ...(pairing === undefined ? await examineOwn(home, config) : []),
    ...running.findings,
    ...(running.any ? [] : await examinePorts(home, config)),
  ];
}

/** What a home has that publishes itself. */
async function examineOwn(home: Home, config: HostConfig): Promise<Finding[]> {
  return [
    await examineDatabase(config),
    await examinePublication(config),
    ...(await examineTrust(config)),
    ...(await examineMirror(home)),
    ...(await examineBackends(home)),
  ];
}

function examineProgram(): Finding {
  return good('program', `Node ${process.versions.node} on ${process.platform} ${process.arch}, SQLite and everything else is included`);
}

async function examineSettings(home: Home): Promise<Finding[]> {
  const problems = await findProblems(home);
  if (problems.length === 0) return [good('settings', 'every key is known and in range')];
  const why = 'Services do not start with it, or ignore it.';
  return problems.map((problem) => fault('settings', problem, { why, advice: `Correct ${home.settingsFile} or the environment.` }));
}
