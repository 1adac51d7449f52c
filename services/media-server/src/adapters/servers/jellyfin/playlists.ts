import { toFault } from '@catalogsync/faults';
import type { ServerPlaylists } from '../../../core/servers/media-server.js';
import { countEdits, type PlaylistEdits, planEdits } from '../../../core/servers/playlist-edits.js';
import type { NewPlaylist, PlaylistEntry, ServerPlaylist } from '../../../core/servers/values.js';
import type { JellyfinClient } from './client.js';
import type { JellyfinConnection } from './connection.js';
import type { JellyfinPace } from './library.js';
import type { JellyfinMetadata } from './metadata.js';
import { pagesOf } from './pages.js';
import { leftOut, PlaylistCalls } from './playlist-calls.js';
import { canNameEach, type PlaylistStep, stepsOf, stepsWithoutMoves } from './playlist-steps.js';
import { type Item, itemsShape } from './wire.js';

/** An edit of more steps than this is cheaper and quicker as a whole. */
const mostSteps = 40;

/** Milliseconds to take back what failed for a caller who may have left. */
const farewellMs = 5000;

/**
 * The playlists of the configured user. Real servers refuse two calls, setting all entries and moving one, to an API key, as it belongs
 * to no user; then entries are removed and added instead. They also may leave out tracks in silence, so results are looked at.
 */
export class JellyfinPlaylists implements ServerPlaylists {
  readonly changesAtOnce = false;
  private readonly calls: PlaylistCalls;
  /** Learned from a refusal. */
  private isUserless = false;

  constructor(
    private readonly client: JellyfinClient,
    private readonly connection: JellyfinConnection,
    private readonly metadata: JellyfinMetadata,
    private readonly pace: JellyfinPace,
  ) {
    this.calls = new PlaylistCalls(client, connection, pace);
  }

  async *list(signal: AbortSignal): AsyncIterable<readonly ServerPlaylist[]> {
    const { userId } = await this.connection.session(signal);
    const fields = ['ChildCount', 'Overview'];
    const query = { userId, includeItemTypes: 'Playlist', recursive: true, sortBy: 'SortName', fields, enableImages: false };
    const read = async (startIndex: number, limit: number, either: AbortSignal) =>
      (await this.client.page('/Items', { ...query, startIndex, limit }, itemsShape, either, this.pace.pageMs)).Items;
    for await (const page of pagesOf(read, this.pace.pages, signal)) {
      yield page.filter(({ MediaType }) => MediaType === 'Audio').map(playlistOf);
    }
  }

  entries(playlistId: string, signal: AbortSignal): AsyncIterable<readonly PlaylistEntry[]> {
    return this.calls.entries(playlistId, signal);
  }

  async create({ name, description, trackIds }: NewPlaylist, signal: AbortSignal): Promise<string> {
    const id = await this.calls.create(name, trackIds, signal);
    try {
      if (description) await this.metadata.write(id, 'Overview', description, signal);
      await this.check(id, trackIds, trackIds.length, signal);
      return id;
    } catch (error) {
      await this.takeBack(id);
      throw error;
    }
  }

  async append(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    let count = 0;
    for await (const page of this.calls.entries(playlistId, signal)) count += page.length;
    if (trackIds.length === 0) return;
    await this.calls.add(playlistId, trackIds, undefined, signal);
    await this.check(playlistId, trackIds, count + trackIds.length, signal);
  }

  async replace(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    const isDone = !this.isUserless && (await this.unlessRefused(() => this.calls.setEntries(playlistId, trackIds, signal)));
    if (!isDone) await this.replaceWithoutUser(playlistId, trackIds, signal);
    await this.check(playlistId, trackIds, trackIds.length, signal);
  }

  async edit(playlistId: string, edits: PlaylistEdits, signal: AbortSignal): Promise<void> {
    const trackIds = edits.after.map((entry) => entry.trackId);
    if (!canNameEach(edits)) return this.replace(playlistId, trackIds, signal);
    const { addsAtPlaces } = await this.connection.session(signal);
    const steps = stepsOf(edits);
    const needsUser = countEdits(edits).moved > 0 || (!addsAtPlaces && steps.some(isInTheMiddle));
    if ((needsUser && this.isUserless) || steps.length > mostSteps) return this.replace(playlistId, trackIds, signal);
    const ready = addsAtPlaces || !needsUser ? steps : await this.addFirst(playlistId, edits, signal);
    for (const step of ready) {
      const isDone = await this.unlessRefused(() => this.calls.perform(playlistId, step, signal), step.kind === 'move');
      if (!isDone) return this.replace(playlistId, trackIds, signal);
    }
    if (steps.length > 0) await this.check(playlistId, trackIds, trackIds.length, signal);
  }

  remove(playlistId: string, signal: AbortSignal): Promise<void> {
    return this.calls.remove(playlistId, signal);
  }

  /** Where tracks can only be added at the end: adds them there, and returns the steps that move them to their places. */
  private async addFirst(playlistId: string, { before, after }: PlaylistEdits, signal: AbortSignal): Promise<readonly PlaylistStep[]> {
    const added = after.filter(({ from }) => from === undefined).map(({ trackId }) => trackId);
    const trackIds = after.map(({ trackId }) => trackId);
    if (added.length > 0) await this.calls.add(playlistId, added, undefined, signal);
    const tail = added.length > 0 ? await this.calls.allEntries(playlistId, signal, before.length) : [];
    if (tail.length !== added.length) throw await leftOut(this.calls, trackIds, signal);
    return stepsOf(planEdits([...before, ...tail], trackIds));
  }

  private async replaceWithoutUser(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { addsAtPlaces } = await this.connection.session(signal);
    const edits = planEdits(await this.calls.allEntries(playlistId, signal), trackIds);
    // A key of the server may remove entries from anybody's playlist, but not add to it: that is to be known before.
    await this.calls.mayAdd(playlistId, signal);
    const scattered = stepsWithoutMoves(edits, addsAtPlaces);
    const steps = scattered.length > mostSteps ? stepsWithoutMoves(edits, false) : scattered;
    for (const step of steps) await this.calls.perform(playlistId, step, signal);
    this.isUserless = true;
  }

  /** False if the server refuses the call in one of the ways in which it refuses keys without a user. */
  private async unlessRefused(call: () => Promise<void>, isRefusable = true): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      const { code } = toFault(error);
      if (isRefusable && (code === 'not_found' || code === 'permission_denied')) return false;
      throw error;
    }
  }

  /** @throws Fault what `leftOut` says, unless the playlist ends as it should */
  private async check(playlistId: string, trackIds: readonly string[], count: number, signal: AbortSignal): Promise<void> {
    if (await this.calls.endsWith(playlistId, count, trackIds.at(-1), signal)) return;
    throw await leftOut(this.calls, trackIds, signal);
  }

  private async takeBack(playlistId: string): Promise<void> {
    try {
      await this.calls.remove(playlistId, AbortSignal.timeout(farewellMs));
    } catch {
      // The server is away: the owner finds the playlist there.
    }
  }
}

const isInTheMiddle = (step: PlaylistStep): boolean => step.kind === 'add' && step.at !== undefined;

function playlistOf({ Id, Name = '', Overview, ChildCount }: Item): ServerPlaylist {
  return {
    id: Id,
    name: Name,
    ...(Overview ? { description: Overview } : {}),
    ...(ChildCount === undefined ? {} : { trackCount: ChildCount }),
  };
}
