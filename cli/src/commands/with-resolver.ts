import type { ResolverClient } from '../clients/resolver-client.js';
import type { CommandContext } from '../command-context.js';

/** Calls `use` with a client of the home's resolver: the running one, else one started for this alone. */
export async function withResolver(
  home: string | undefined,
  context: CommandContext,
  use: (client: ResolverClient) => Promise<void>,
): Promise<void> {
  const [{ ResolverClient }, { withService }] = await Promise.all([
    import('../clients/resolver-client.js'),
    import('../host/with-service.js'),
  ]);
  await withService({ home, name: 'resolver', needs: ['resolver'] }, context, (address) => new ResolverClient(address), use);
}
