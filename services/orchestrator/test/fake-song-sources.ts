import { Fault } from '@catalogsync/faults';
import type { RemoteName } from '../src/core/catalogue/catalogue-reader.js';
import type { SongToDownload } from '../src/core/catalogue/song-details.js';
import type { Recording, RecordingChoice, SongStory, StoryTeller } from '../src/core/songs/song-story.js';
import type { Offers, Refusal, SourceRecordings } from '../src/core/songs/source-recordings.js';

const keyOf = ({ platform, remoteId }: RemoteName): string => `${platform},${remoteId}`;
const at = '2026-01-01T00:00:00.000Z';

/** A resolver in memory: what sources offer for songs, what was downloaded, and what people decided. */
export class FakeSongSources implements StoryTeller, SourceRecordings {
  readonly choices = new Map<string, RecordingChoice>();
  readonly refusals: Refusal[] = [];
  /** By source. */
  readonly offered = new Map<string, readonly Recording[]>();
  /** By song. */
  readonly stories = new Map<string, Partial<SongStory>>();

  async story(song: RemoteName): Promise<SongStory> {
    const nothing = { resolves: [], downloads: [], quarantine: [] };
    const rejected = this.refusals.map((refusal) => ({ ...refusal, rejectedAt: at }));
    return { ...nothing, choice: this.choices.get(keyOf(song)), rejected, ...this.stories.get(keyOf(song)) };
  }

  async offers(source: string, _song: SongToDownload): Promise<Offers> {
    const recordings = this.offered.get(source);
    if (recordings === undefined) throw new Fault('not_found', `no source is called "${source}"`);
    return { recordings, whyNoFiles: undefined };
  }

  async choose(song: RemoteName, choice: Omit<RecordingChoice, 'createdAt'>): Promise<RecordingChoice> {
    const kept = { ...choice, createdAt: at };
    this.choices.set(keyOf(song), kept);
    return kept;
  }

  async unchoose(song: RemoteName): Promise<void> {
    if (!this.choices.delete(keyOf(song))) throw new Fault('not_found', 'no recording was chosen for that song');
  }

  async refuse(refusal: Refusal): Promise<void> {
    this.refusals.push(refusal);
  }
}
