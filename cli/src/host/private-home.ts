import { permissionlessVolume } from '../home/file-systems.js';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { close, findOpen, homePlace, privatePlaces } from '../home/privacy.js';
import type { CommandContext } from '../report/command-context.js';

/** More would hide the sentence. */
const mostNamed = 6;

function named(paths: readonly string[]): string {
  const rest = paths.length - mostNamed;
  return `${paths.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/**
 * Closes what others can reach in a home, and says what it was: an earlier version, or somebody else, may have made it. What
 * is closed once stays so, because whatever this process creates is private.
 */
export async function keepHomePrivate(
  { home, config, sockets, isNew }: { readonly home: Home; readonly config: HostConfig; readonly sockets: string; readonly isNew: boolean },
  context: CommandContext,
): Promise<void> {
  const places = [homePlace(home, isNew ? 'to all' : 'to writing'), ...(await privatePlaces(home, config, sockets))];
  const { closed, stuck } = await close(await findOpen(places));
  if (closed.length > 0) context.output.note(`catalogsync: other users could reach these, now only you can: ${named(closed)}`);
  if (stuck.length === 0) return;
  const volume = await permissionlessVolume(home.root);
  const why = volume === undefined ? 'See: catalogsync doctor' : `Its file system (${volume}) keeps no permissions.`;
  context.output.note(`catalogsync: other users can reach ${named(stuck)}. ${why}`);
}
