import { statfs } from 'node:fs/promises';

/** File systems that keep no permissions, or whose server decides about them, by their number (statfs(2)). */
const withoutPermissions: Readonly<Record<number, string>> = {
  19780: 'vfat',
  538032816: 'exfat',
  1397118030: 'ntfs',
  1936094318: 'ntfs3',
  20859: 'smb',
  4283649346: 'cifs',
  4266872130: 'smb2',
};

/**
 * The name of a file system on which chmod does nothing useful; `undefined` for one that keeps permissions.
 * @internal for tests
 */
export function permissionless(type: number): string | undefined {
  // Some systems report the number with a sign.
  return withoutPermissions[type >>> 0];
}

/** The same of the volume that a path is on. @throws the system's error */
export async function permissionlessVolume(path: string): Promise<string | undefined> {
  return permissionless((await statfs(path)).type);
}
