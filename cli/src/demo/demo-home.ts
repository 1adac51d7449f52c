import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';

/** A home that holds the demo and nothing else. */
export interface DemoHome {
  readonly root: string;
  /** Whether it stays when the demo ends. */
  readonly kept: boolean;
}

/** Says that a folder is a home of the demo: no other home is ever filled with invented songs. */
const marker = 'demo.txt';
const markerText = 'This home was made by "catalogsync up --demo": its songs are invented.\n';

/**
 * A new temporary home, or the folder that was named.
 * @param options `home` and `keep` as given on the command line; a named home is always kept
 * @throws Fault `invalid_argument` for a folder that holds something else
 */
export async function prepareDemoHome(
  options: { readonly home: string | undefined; readonly keep: boolean },
  cwd: string,
): Promise<DemoHome> {
  const named = options.home !== undefined;
  const root = named ? resolve(cwd, options.home ?? '') : await mkdtemp(join(tmpdir(), 'catalogsync-demo-'));
  await requireOfDemo(root);
  await makeFolder(root, 0o700);
  await writeFile(join(root, marker), markerText, { mode: 0o600 });
  return { root, kept: named || options.keep };
}

async function requireOfDemo(root: string): Promise<void> {
  const files = await readdir(root).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (files.length === 0 || files.includes(marker)) return;
  throw new Fault('invalid_argument', `${root} is not a home of the demo`, {
    hint: 'Name a new or empty folder with --home, or leave it out: the demo then has a home of its own.',
  });
}

/** Throws a home away unless it is kept. */
export async function leaveDemoHome({ root, kept }: DemoHome): Promise<void> {
  if (kept || (await stat(join(root, marker)).catch(() => undefined)) === undefined) return;
  await rm(root, { recursive: true, force: true });
}
