import type { PlaylistScope, ScopedPlaylist } from './playlist-scope.js';
import type { OpenedScope, ScopeContext, ScopeOpener } from './scope-opener.js';

/** The scope of one job: opened by the first stage that asks, so that what is wrong with it is told once. */
export class JobScope {
  private opened: readonly ScopedPlaylist[] | undefined;

  constructor(
    private readonly opener: Pick<ScopeOpener, 'open'>,
    private readonly scope: PlaylistScope | undefined,
  ) {}

  /** Playlists are undefined for a job without a scope, which touches all there are. */
  async open(
    context: ScopeContext,
  ): Promise<Omit<OpenedScope, 'playlists'> & { readonly playlists: readonly ScopedPlaylist[] | undefined }> {
    if (this.scope === undefined) return { playlists: undefined, complete: true };
    if (this.opened !== undefined) return { playlists: this.opened, complete: true };
    const { playlists, complete } = await this.opener.open(this.scope, context);
    this.opened = playlists;
    return { playlists, complete };
  }
}
