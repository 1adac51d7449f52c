import { access, stat } from 'node:fs/promises';
import { keyPurposes, keyRingFiles, listKeys } from '@catalogsync/signing';
import { inspectDatabase } from '@catalogsync/sqlite';
import type { HostConfig } from '../home/host-keys.js';
import { checked, type Finding, fault, good, remark } from './finding.js';

export async function examineKeys(config: HostConfig): Promise<Finding[]> {
  return Promise.all(
    keyPurposes.map((purpose) => {
      const subject = `${purpose} keys`;
      return checked(subject, async () => {
        const keys = await listKeys(config.KEYS_DIR, purpose);
        const current = keys.find(({ state }) => state === 'current');
        if (current === undefined) return remark(subject, `none in ${config.KEYS_DIR}`, 'Make them: catalogsync keys generate');
        const { signing, trusted } = keyRingFiles(config.KEYS_DIR, purpose);
        if (!current.trusted) return fault(subject, `${trusted} lacks the current key`, 'Repair it: catalogsync keys generate');
        const mode = (await stat(signing)).mode & 0o777;
        if ((mode & 0o077) !== 0)
          return fault(subject, `others may read ${signing}`, `chmod 600 ${signing}, then: catalogsync keys rotate ${purpose}`);
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
    return remark('database', `${file} does not exist yet`, `It is made by: catalogsync up, or: catalogsync init-db --db ${file}`);
  return checked('database', async () => {
    const [first] = inspectDatabase(file);
    if (first === undefined) return good('database', file);
    return fault('database', `${file} is damaged: ${first}`, 'Restore it from a backup; see docs/operations.md.');
  });
}

export async function examinePublication(config: HostConfig): Promise<Finding> {
  const dir = config.SNAPSHOT_DIR;
  if (!(await isThere(`${dir}/manifest.json`))) return remark('publication', 'nothing has been published yet', 'Publish: catalogsync run');
  return checked('publication', async () => {
    const { verifyPublication } = await import('@catalogsync/snapshot');
    const manifest = await verifyPublication(dir, keyRingFiles(config.KEYS_DIR, 'snapshot').trusted);
    return good('publication', `${manifest.snapshot_id}, generated ${manifest.generated_at}`);
  });
}
