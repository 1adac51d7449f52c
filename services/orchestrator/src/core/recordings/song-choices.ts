import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { RemoteName } from '../catalogue/catalogue-reader.js';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { LinkRecordings } from './link-recordings.js';
import type { NamedSong } from './recording-files.js';
import type { RecordingStore, RecordingStores, SongPair } from './recording-store.js';

/** How a person names a song: by its id here, or as its platform knows it. */
export type SongName = { readonly id: number } | RemoteName;

/** Finds single songs, as committed. */
export interface SongFinder<Song extends NamedSong = NamedSong> {
  find(name: SongName): Promise<Song | undefined>;
}

const textOfName = (name: SongName): string => ('id' in name ? String(name.id) : `${name.platform},${name.remoteId}`);

/** @throws Fault `not_found` */
export async function songNamed<Song extends NamedSong>(songs: SongFinder<Song>, name: SongName): Promise<Song> {
  const found = await songs.find(name);
  if (found !== undefined) return found;
  throw new Fault('not_found', `there is no song ${textOfName(name)}`, { hint: 'Name it by its id, or as "platform,id".' });
}

export interface SongChoicesParts {
  readonly writer: CatalogueWriter<RecordingStores>;
  readonly songs: SongFinder;
  readonly links: Pick<LinkRecordings, 'run'>;
  readonly audit: Audit;
  readonly now: () => number;
}

/** What people decide about two songs: that they are the same recording, or that they are not. It outlasts every linking. */
export class SongChoices {
  constructor(private readonly parts: SongChoicesParts) {}

  /**
   * They are the same recording.
   * @throws Fault `not_found`; `invalid_argument` for one song named twice
   */
  link(song: SongName, other: SongName, actor: Actor, signal: AbortSignal): Promise<void> {
    return this.decide([song, other], true, { ...actor, action: 'linkSongs' }, signal);
  }

  /** They are not. @throws Fault as `link`; `failed_precondition` if other decisions make them the same */
  unlink(song: SongName, other: SongName, actor: Actor, signal: AbortSignal): Promise<void> {
    return this.decide([song, other], false, { ...actor, action: 'unlinkSongs' }, signal);
  }

  /** The links are as decided when it resolves; the decision stands even if linking fails or takes too long. */
  private async decide(
    names: readonly [SongName, SongName],
    isSame: boolean,
    by: Actor & { readonly action: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { audit, writer, links, now } = this.parts;
    await audit.change({ ...by, target: `songs ${names.map(textOfName).join(' and ')}` }, async (commit) => {
      const pair = { ...(await this.pairOf(names)), isSame };
      await commit(() =>
        writer.run(
          async ({ recordings }) => {
            if (!isSame) await requireNotJoined(recordings, pair);
            await recordings.decide({ ...pair, decidedAt: now(), decidedBy: by.actor });
          },
          { signal },
        ),
      );
    });
    await links.run(signal);
  }

  /** The smaller id first. */
  private async pairOf([one, other]: readonly [SongName, SongName]): Promise<Omit<SongPair, 'isSame'>> {
    const [a, b] = [await songNamed(this.parts.songs, one), await songNamed(this.parts.songs, other)];
    if (a.id === b.id) {
      throw new Fault('invalid_argument', `"${textOfName(one)}" and "${textOfName(other)}" are the same song`, { hint: 'Name two songs.' });
    }
    return { songId: Math.min(a.id, b.id), otherSongId: Math.max(a.id, b.id) };
  }
}

/** Songs that people linked with a third one are the same whatever is said about the two. */
async function requireNotJoined(store: RecordingStore, { songId, otherSongId }: Omit<SongPair, 'isSame'>): Promise<void> {
  /** Song by song, from which it was reached. */
  const reached = new Map<number, number>([[songId, songId]]);
  for (let added = [songId]; added.length > 0; ) {
    const pairs = (await store.choices(added)).filter(
      (pair) => pair.isSame && !(pair.songId === songId && pair.otherSongId === otherSongId),
    );
    const from = new Set(added);
    added = [];
    for (const { songId: a, otherSongId: b } of pairs) {
      const [near, far] = from.has(a) ? [a, b] : [b, a];
      if (reached.has(far)) continue;
      reached.set(far, near);
      added.push(far);
    }
  }
  const via = reached.get(otherSongId);
  if (via === undefined) return;
  throw new Fault(
    'failed_precondition',
    `songs ${songId} and ${otherSongId} are the same by other decisions: both are linked with ${via}`,
    {
      hint: `Unlink song ${otherSongId} from song ${via} first.`,
    },
  );
}
