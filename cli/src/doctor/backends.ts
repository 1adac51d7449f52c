import type { Home } from '../home/home-folder.js';
import { reachService } from '../host/reach-service.js';
import { type Finding, fault, fromError, good, remark } from './finding.js';

const reachMs = 1000;

/** Object storage, tried by the running service, which has its keys. Nothing is said where none is registered or nothing runs. */
export async function examineBackends(home: Home): Promise<Finding[]> {
  const subject = 'object storage';
  const { health, address, access } = await reachService(home, 'orchestrator', reachMs);
  if (health !== 'serving') return [];
  const { BackendsClient } = await import('../clients/backends-client.js');
  const client = new BackendsClient(address, access);
  try {
    return (await client.checkBackends('', AbortSignal.timeout(30_000))).map(({ name, problem, hint }) => {
      if (problem === '') return good(subject, `${name} can be written, read and cleared`);
      const advice = hint === '' ? 'Check its registration (catalogsync backends list) and OBJECT_ACCESS_KEYS.' : hint;
      // It may have been registered for its public address only.
      const found = problem.startsWith('no access key') ? remark : fault;
      return found(subject, `${name}: ${problem}`, { why: 'Nothing is uploaded there.', advice });
    });
  } catch (error) {
    return [fromError(subject, error)];
  } finally {
    client.close();
  }
}
