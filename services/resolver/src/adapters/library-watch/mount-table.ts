import { readFile } from 'node:fs/promises';

/** Mount points by what is mounted on them. */
export type Mounts = ReadonlyMap<string, string>;

/** What is mounted where; empty where the system has no such table. */
export async function readMounts(): Promise<Mounts> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return parseMounts(text);
}

/** @internal for tests */
export function parseMounts(text: string): Mounts {
  const mounts = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [id, , device, root, point] = line.split(' ');
    if (point !== undefined) mounts.set(unescaped(point), `${mounts.get(unescaped(point)) ?? ''}${id} ${device} ${root};`);
  }
  return mounts;
}

/** The kernel writes spaces, tabs, line breaks and backslashes as octal numbers of their bytes. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The mount points whose mounts differ. */
export function changedMounts(before: Mounts, now: Mounts): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter((point) => before.get(point) !== now.get(point));
}
