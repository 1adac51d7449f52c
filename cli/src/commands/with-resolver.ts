import type { ChoicesClient } from '../clients/choices-client.js';
import type { DownloadsClient } from '../clients/downloads-client.js';
import type { ResolverClient } from '../clients/resolver-client.js';
import type { CommandContext } from '../report/command-context.js';

const resolver = { name: 'resolver', needs: ['resolver'] } as const;

/** Calls `use` with a client of the home's resolver: the running one, otherwise one started for this. */
export async function withResolver(
  home: string | undefined,
  context: CommandContext,
  use: (client: ResolverClient) => Promise<void>,
): Promise<void> {
  const [{ ResolverClient }, { withService }] = await Promise.all([
    import('../clients/resolver-client.js'),
    import('../host/with-service.js'),
  ]);
  await withService({ home, ...resolver }, context, (address) => new ResolverClient(address), use);
}

/** Like `withResolver`, for its downloads. */
export async function withDownloads(
  home: string | undefined,
  context: CommandContext,
  use: (client: DownloadsClient) => Promise<void>,
): Promise<void> {
  const [{ DownloadsClient }, { withService }] = await Promise.all([
    import('../clients/downloads-client.js'),
    import('../host/with-service.js'),
  ]);
  await withService({ home, ...resolver }, context, (address) => new DownloadsClient(address), use);
}

/** As `withResolver`, for what users decided about recordings. */
export async function withChoices(
  home: string | undefined,
  context: CommandContext,
  use: (client: ChoicesClient) => Promise<void>,
): Promise<void> {
  const [{ ChoicesClient }, { withService }] = await Promise.all([
    import('../clients/choices-client.js'),
    import('../host/with-service.js'),
  ]);
  await withService({ home, ...resolver }, context, (address) => new ChoicesClient(address), use);
}
