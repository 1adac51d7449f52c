import type { Home } from '../home/home-folder.js';
import { type HostConfig, readHostConfig } from '../home/host-keys.js';
import { findProblems } from '../host/configuration-problems.js';
import { examineCertificates } from './certificates.js';
import { examineDatabase, examineKeys, examinePublication } from './content.js';
import { examineExposure } from './exposure.js';
import { type Finding, fault, good } from './finding.js';
import { examineHome, examineLibrary, examineSpace } from './folders.js';
import { examinePrivacy } from './privacy.js';
import { examinePorts, examineServices } from './services.js';

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
  return [
    ...findings,
    ...(await examineSpace(home, config)),
    ...(await examineLibrary(config)),
    ...(await examineKeys(config)),
    ...(await examineCertificates(home, config)),
    ...(await examinePrivacy(home, config)),
    ...(await examineExposure(home, config)),
    await examineDatabase(config),
    await examinePublication(config),
    ...running.findings,
    ...(running.any ? [] : await examinePorts(home, config)),
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
