import { access } from 'node:fs/promises';
import { rootFiles } from '@catalogsync/publication-trust';
import { keyPurposes, keyRingFiles, listKeys } from '@catalogsync/signing';
import { inspectDatabase } from '@catalogsync/sqlite';
import type { HostConfig } from '../home/host-keys.js';
import { checked, type Finding, fault, good, quoted, remark } from './finding.js';

const missingKeys = {
  snapshot: 'Without them publications are not signed, and followers refuse them.',
  playback: 'Without them there are no links to play.',
} as const;

export async function examineKeys(config: HostConfig): Promise<Finding[]> {
  return Promise.all(
    keyPurposes.map((purpose) => {
      const subject = `${purpose} keys`;
      return checked(subject, async () => {
        const keys = await listKeys(config.KEYS_DIR, purpose);
        const current = keys.find(({ state }) => state === 'current');
        if (current === undefined)
          return remark(subject, `none in ${config.KEYS_DIR}`, { why: missingKeys[purpose], advice: 'catalogsync keys generate' });
        const { trusted } = keyRingFiles(config.KEYS_DIR, purpose);
        if (!current.trusted) {
          const why = 'What this machine signs is refused by those that trust this file.';
          return fault(subject, `${trusted} lacks the current key`, { why, advice: 'catalogsync keys generate' });
        }
        return good(subject, `current ${current.kid}`);
      });
    }),
  );
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export async function examineDatabase(config: HostConfig): Promise<Finding> {
  const file = config.DB_PATH;
  if (!(await isThere(file)))
    return remark('database', `${file} does not exist yet`, {
      why: 'Nothing has been catalogued.',
      advice: `catalogsync up, or: catalogsync init-db --db ${quoted(file)}`,
    });
  return checked('database', async () => {
    const [first] = inspectDatabase(file);
    if (first === undefined) return good('database', file);
    return fault('database', `${file} is damaged: ${first}`, {
      why: 'Jobs may fail or lose songs; what is published still serves.',
      advice: 'Restore it from a backup; see docs/operations.md.',
    });
  });
}

export async function examinePublication(config: HostConfig): Promise<Finding> {
  const dir = config.SNAPSHOT_DIR;
  if (!(await isThere(`${dir}/manifest.json`))) {
    return remark('publication', 'nothing has been published yet', {
      why: 'The public API has nothing to serve.',
      advice: 'catalogsync run',
    });
  }
  return checked('publication', async () => {
    const { verifyPublication } = await import('@catalogsync/snapshot');
    const { latest } = rootFiles(config.KEYS_DIR);
    const root = (await isThere(latest)) ? latest : undefined;
    const manifest = await verifyPublication(dir, keyRingFiles(config.KEYS_DIR, 'snapshot').trusted, root);
    const counts = `${manifest.track_count} tracks with ${manifest.file_count} files`;
    return good('publication', `${manifest.snapshot_id}, generated ${manifest.generated_at}: ${counts}`);
  });
}
