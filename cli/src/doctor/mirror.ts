import type { Home } from '../home/home-folder.js';
import { reachService } from '../host/reach-service.js';
import { type Finding, fault, fromError, good } from './finding.js';

const reachMs = 1000;

/** The copy of the publication in object storage, as the running service sees it. Nothing is said where none is wanted or nothing runs. */
export async function examineMirror(home: Home): Promise<Finding[]> {
  const subject = 'mirror';
  const { health, address, access } = await reachService(home, 'snapshot', reachMs);
  if (health !== 'serving') return [];
  const { PublicationClient } = await import('../clients/publication-client.js');
  const client = new PublicationClient(address, access);
  try {
    const { mirror } = (await client.list(AbortSignal.timeout(10_000))).publication;
    if (mirror === undefined) return [];
    const { address: place, problem, sequence } = mirror;
    if (problem === '') return [good(subject, `${place} ${sequence === 0 ? 'is being brought up to date' : `has sequence ${sequence}`}`)];
    const why = 'Readers of it do not get what is published; it is tried again by itself.';
    return [fault(subject, `${place} is behind: ${problem}`, { why, advice: 'Check SNAPSHOT_MIRROR and SNAPSHOT_S3_KEYS.' })];
  } catch (error) {
    return [fromError(subject, error)];
  } finally {
    client.close();
  }
}
