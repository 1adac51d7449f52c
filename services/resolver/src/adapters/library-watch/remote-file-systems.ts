import { statfs } from 'node:fs/promises';

/** File systems that tell nothing of what others change in them, by their number (statfs(2)). */
const remoteKinds: Readonly<Record<number, string>> = {
  26985: 'nfs',
  20859: 'smb',
  4283649346: 'cifs',
  4266872130: 'smb2',
  1702057286: 'fuse',
  16914839: '9p',
  12805120: 'ceph',
  1397113167: 'afs',
  1799439955: 'afs',
  198183888: 'lustre',
  1937076805: 'coda',
  22092: 'ncp',
  2020557398: 'vboxsf',
  3133910204: 'vmhgfs',
  1196443219: 'gpfs',
  1952539503: 'ocfs2',
  18225520: 'gfs2',
};

/** The name of the file system of a path if it is one that tells nothing of changes. */
export type RemoteKindOf = (path: string) => Promise<string | undefined>;

/** @internal for tests */
export function remoteKind(type: number): string | undefined {
  // Some systems report the number with a sign.
  return remoteKinds[type >>> 0];
}

export const remoteKindOf: RemoteKindOf = async (path) => remoteKind((await statfs(path)).type);
