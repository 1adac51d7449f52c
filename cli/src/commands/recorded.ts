import { commandLine } from '@catalogsync/audit';

/** Does what a command changes in files of a home, which have no database; the journal of the home tells who did it. */
export async function recorded<T>(root: string, action: string, target: string, act: () => Promise<T>): Promise<T> {
  const { recordedInHome } = await import('@catalogsync/snapshot');
  return recordedInHome(root, { ...commandLine('cli'), action, target }, act);
}
