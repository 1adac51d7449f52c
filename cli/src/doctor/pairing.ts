import { toFault } from '@catalogsync/faults';
import { maxBytesOf, readRoot, rootFiles } from '@catalogsync/publication-trust';
import { readBounded } from '@catalogsync/runtime';
import { keyRingFiles, listKeys } from '@catalogsync/signing';
import type { HostConfig } from '../home/host-keys.js';
import type { Pairing } from '../home/pairing.js';
import { checked, type Finding, fault, good } from './finding.js';

const again = 'Make a new invitation on the other host (catalogsync cloud invite), and take it with cloud join --replace.';

/** What a home that only serves what another host publishes was given by it. */
export async function examinePairing(pairing: Pairing, config: HostConfig): Promise<Finding[]> {
  const playback = await checked('playback key', async () => {
    const key = (await listKeys(config.KEYS_DIR, 'playback')).find(({ state }) => state === 'current');
    if (key === undefined)
      return fault('playback key', `there is none in ${keyRingFiles(config.KEYS_DIR, 'playback').signing}`, {
        why: 'Without it there are no links to play.',
        advice: again,
      });
    return good('playback key', `current ${key.kid}; what it signs is played where the other host still trusts it`);
  });
  const root = await checked('root document', async () => {
    const { latest } = rootFiles(config.KEYS_DIR);
    try {
      const { version } = readRoot(await readBounded(latest, maxBytesOf.root));
      return good('root document', `version ${version}; newer ones are followed without a visit`);
    } catch (error) {
      return fault('root document', `${latest}: ${toFault(error).message}`, {
        why: 'Without it no publication is trusted.',
        advice: again,
      });
    }
  });
  const since = pairing.joinedAt === '' ? '' : ` since ${pairing.joinedAt}`;
  return [good('pairing', `follows ${pairing.source}${since}`), playback, root];
}
