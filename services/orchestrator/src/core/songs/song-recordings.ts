import type { Actor, Audit } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { songNamed } from '../recordings/song-choices.js';
import type { FetchAgain, Fetching } from './fetch-again.js';
import type { SongDetail, SongDetails } from './song-detail.js';
import type { FileRefusals, SongFile } from './song-files.js';
import type { RecordingChoice, SongStory, StoryTeller } from './song-story.js';
import type { Offers, SourceRecordings } from './source-recordings.js';

export interface SongRecordingsParts {
  readonly songs: SongDetails;
  readonly reader: Pick<CatalogueReader, 'songToDownload'>;
  readonly stories: StoryTeller;
  readonly sources: SourceRecordings;
  readonly writer: CatalogueWriter<{ readonly refusals: FileRefusals }>;
  readonly again: Pick<FetchAgain, 'run'>;
  readonly audit: Audit;
}

/** What happened to a refused file. */
export interface RefusedFile {
  /** Whether the resolver can know it again; it cannot if nothing is known of where it came from. */
  readonly isRemembered: boolean;
  /** Undefined if the song is not fetched anew. */
  readonly fetching: Fetching | undefined;
}

/** Single songs and their recordings at sources: what was found, what there is besides, and what people decide. */
export class SongRecordings {
  constructor(private readonly parts: SongRecordingsParts) {}

  /** @throws Fault `not_found`; `unavailable` if the resolver does not answer */
  async story(id: number, signal: AbortSignal): Promise<SongStory> {
    return this.storyOf(await songNamed(this.parts.songs, { id }), signal);
  }

  /** @throws Fault `not_found` for an unknown song or source; as `SourceRecordings.offers` */
  async offers(id: number, source: string, signal: AbortSignal): Promise<Offers> {
    const song = await this.parts.reader.songToDownload(id, signal);
    if (song === undefined) throw new Fault('not_found', `there is no song ${id}`);
    return this.parts.sources.offers(source, song, signal);
  }

  /** Keeps the choice and fetches that recording now. @throws Fault `not_found`, `invalid_argument`, as `FetchAgain.run` */
  async choose(
    id: number,
    choice: Omit<RecordingChoice, 'createdAt'>,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<{ readonly choice: RecordingChoice; readonly fetching: Fetching }> {
    const { audit, songs, sources, again } = this.parts;
    const target = `song ${id}: ${choice.source},${choice.remoteId}`.slice(0, longestTarget);
    const { song, kept } = await audit.run({ ...actor, action: 'chooseRecording', target }, async () => {
      const found = await songNamed(songs, { id });
      return { song: found, kept: await sources.choose(found, choice, signal) };
    });
    return { choice: kept, fetching: await again.run(song, actor, signal) };
  }

  /** @throws Fault `not_found` if none was chosen */
  async unchoose(id: number, actor: Actor, signal: AbortSignal): Promise<void> {
    const { audit, songs, sources } = this.parts;
    const action = { ...actor, action: 'unchooseRecording', target: `song ${id}` };
    await audit.run(action, async () => sources.unchoose(await songNamed(songs, { id }), signal));
  }

  /**
   * The file is never served and never fetched again; it stays on the disk.
   * @throws Fault `not_found`; `failed_precondition` for a file of a folder that is catalogued in place, and for one that is not
   *   in use
   */
  async refuse(
    { songId, fileId, note, retry }: { readonly songId: number; readonly fileId: number; readonly note: string; readonly retry: boolean },
    actor: Actor,
    signal: AbortSignal,
  ): Promise<RefusedFile> {
    const { audit, songs, again } = this.parts;
    const target = `file ${fileId} of song ${songId}`;
    const isRemembered = await audit.run({ ...actor, action: 'rejectFile', target }, async () =>
      this.refuseFile(await songNamed(songs, { id: songId }), fileId, note, signal),
    );
    if (!retry) return { isRemembered, fetching: undefined };
    return { isRemembered, fetching: await again.run(await songNamed(songs, { id: songId }), actor, signal) };
  }

  private async refuseFile(song: SongDetail, fileId: number, note: string, signal: AbortSignal): Promise<boolean> {
    const { sources, writer } = this.parts;
    const file = refusable(song, fileId);
    const story = await this.storyOf(song, signal);
    const from = story.downloads.find((download) => download.file !== undefined && download.file.sha256 === file.sha256)?.file;
    const isRemembered = from !== undefined || file.sha256 !== undefined;
    if (isRemembered) {
      await sources.refuse({ source: from?.source, remoteId: from?.remoteId, sha256: file.sha256, reason: note }, signal);
    }
    // The choice would fetch the same file again.
    const { choice } = story;
    if (choice !== undefined && choice.source === from?.source && choice.remoteId === from.remoteId) await this.forget(song, signal);
    await writer.run(({ refusals }) => refusals.refuse(fileId), { signal });
    return isRemembered;
  }

  private async forget(song: SongDetail, signal: AbortSignal): Promise<void> {
    try {
      await this.parts.sources.unchoose(song, signal);
    } catch (error) {
      // Somebody else has just withdrawn it.
      if (toFault(error).code !== 'not_found') throw error;
    }
  }

  private storyOf(song: SongDetail, signal: AbortSignal): Promise<SongStory> {
    const hashes = new Set(song.files.flatMap(({ sha256 }) => sha256 ?? []));
    return this.parts.stories.story(song, [...hashes], signal);
  }
}

/** Of the audit log; ids at sources may be of any length until they are checked. */
const longestTarget = 200;

function refusable({ id, files }: SongDetail, fileId: number): SongFile {
  const file = files.find((one) => one.id === fileId);
  if (file === undefined) throw new Fault('not_found', `song ${id} has no file ${fileId}`);
  if (file.isOwners) {
    throw new Fault('failed_precondition', 'the file is in a library folder of your own, which is never changed from here', {
      hint: 'Move or delete it there; the next scan takes note.',
    });
  }
  if (file.status !== 'active')
    throw new Fault('failed_precondition', `the file is ${file.status}`, { hint: 'Only a file in use can be rejected.' });
  return file;
}
