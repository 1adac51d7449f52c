import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { PlaylistName } from '../catalogue/playlist-history.js';
import type { MirrorMode } from './media-server-peer.js';
import type { Mirrored, MirrorPlaylist } from './mirror-playlist.js';
import type { ListedMirror, MirroredPlaylist, MirrorQuestions, MirrorStores } from './mirror-store.js';

export interface MirrorsParts {
  readonly questions: Pick<MirrorQuestions, 'playlist' | 'listed'>;
  readonly mirroring: Pick<MirrorPlaylist, 'run'>;
  readonly writer: CatalogueWriter<MirrorStores>;
  readonly audit: Audit;
  readonly now: () => number;
}

export interface MirrorChoice {
  readonly isMirrored: boolean;
  /** Undefined for that of the settings. */
  readonly mode: MirrorMode | undefined;
}

export interface MirrorNowOrder {
  /** Undefined for that of the decision, or of the settings. */
  readonly mode: MirrorMode | undefined;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** In one call. */
const mostPlaylists = 1000;

/** What people decide about the playlists on their media server, and what they do with them at once. */
export class Mirrors {
  constructor(private readonly parts: MirrorsParts) {}

  /** @returns them as they are afterwards @throws Fault `not_found`, `invalid_argument` */
  async choose(
    names: readonly PlaylistName[],
    { isMirrored, mode }: MirrorChoice,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<readonly ListedMirror[]> {
    if (names.length === 0 || names.length > mostPlaylists) {
      throw new Fault('invalid_argument', `name 1 to ${mostPlaylists} playlists`);
    }
    const target = names.length === 1 ? targetOf(names[0]) : `${names.length} playlists`;
    const action = isMirrored ? 'chooseMirrors' : 'leaveOutMirrors';
    const { audit, writer, now, questions } = this.parts;
    const ids = await audit.change({ ...actor, action, target }, async (commit) => {
      const found: number[] = [];
      for (const name of names) found.push((await this.named(name)).id);
      const decision = { isMirrored, mode, decidedAt: now(), decidedBy: actor.actor };
      await commit(() => writer.run(({ mirrors }) => mirrors.decide(found, decision), { signal }));
      return found;
    });
    const listed: ListedMirror[] = [];
    for (const id of ids) listed.push(...(await questions.listed({ after: id - 1, limit: 1 })));
    return listed;
  }

  /**
   * Mirrors one playlist, whether or not jobs do.
   * @throws Fault `not_found`; `failed_precondition` for one that was not fetched yet; those of `MirrorPlaylist`
   */
  async now(
    name: PlaylistName,
    order: MirrorNowOrder,
    actor: Actor,
    context: Parameters<MirrorPlaylist['run']>[2],
  ): Promise<{ readonly playlist: MirroredPlaylist; readonly mirrored: Mirrored }> {
    const mirror = () => this.mirror(name, order, context);
    if (order.dryRun) return mirror();
    return this.parts.audit.run({ ...actor, action: 'mirrorPlaylist', target: targetOf(name) }, mirror);
  }

  private async mirror(
    name: PlaylistName,
    order: MirrorNowOrder,
    context: Parameters<MirrorPlaylist['run']>[2],
  ): Promise<{ playlist: MirroredPlaylist; mirrored: Mirrored }> {
    const playlist = await this.named(name);
    const mirrored = await this.parts.mirroring.run(playlist, order, context);
    if (mirrored === undefined) {
      throw new Fault('failed_precondition', `the songs of ${playlist.name} were not fetched`, {
        hint: 'Run a job that syncs it; playlists show says what went wrong.',
      });
    }
    if (!order.dryRun) await this.parts.writer.run(({ mirrors }) => mirrors.save(mirrored.record));
    return { playlist, mirrored };
  }

  private async named(name: PlaylistName): Promise<MirroredPlaylist> {
    const found = await this.parts.questions.playlist(name);
    if (found === undefined) throw new Fault('not_found', `there is no ${targetOf(name)}`);
    return found;
  }
}

const targetOf = (name: PlaylistName | undefined): string => {
  if (name === undefined) return 'playlist';
  return `playlist ${'id' in name ? name.id : `${name.platform},${name.remoteId}`}`;
};
