import { Fault } from '@catalogsync/faults';
import { checkedMs, stampOfMosaic } from './cover-rules.js';
import type { PlaylistOfCovers, PlaylistToLook, SongToLook, StoredCover } from './cover-store.js';
import { CannotGoOn, type LookedAt, LookForCover, type LookParts, storeCover } from './look-for-cover.js';
import { mosaicHash } from './picture.js';

/** Small enough that what has been found is stored every few seconds. */
const songsAtOnce = 50;
/** So many in a row that could not be looked for have a common cause, not one in their places. */
const mostFailures = 20;
/** As many as the resolver answers for at once. */
const stampsAtOnce = 1_000;
/** A cover that nothing shows is kept this long, in milliseconds: a song may only have changed its place. */
const unusedMs = 86_400_000;

/** What a run did. */
export interface CoverCount {
  found: number;
  absent: number;
  /** Could not be looked for now. */
  pending: number;
  mosaics: number;
}

export interface RunLimits {
  readonly signal: AbortSignal;
  /** Asked before each picture; the rest is for the next run. */
  readonly isOver: () => boolean;
  readonly report: (count: CoverCount, current: string) => void;
}

/** One run over what has no cover yet: what it finds is stored at once, so that the next run goes on where it ended. */
export class CoverRun {
  readonly count: CoverCount = { found: 0, absent: 0, pending: 0, mosaics: 0 };
  /** What a person should know: each picture that cannot be shown, once. */
  readonly broken: string[] = [];
  private readonly look: LookForCover;
  private readonly songs = new Set<number>();
  private failures = 0;

  constructor(
    private readonly parts: LookParts,
    private readonly limits: RunLimits,
  ) {
    this.look = new LookForCover(parts);
  }

  /** Returns whether it came to an end before its time was over. @throws Fault, see `LookForCover` */
  async run(chooseAll: boolean): Promise<boolean> {
    const { questions, now } = this.parts;
    const sources = await this.parts.sources.sources(this.limits.signal);
    const local = new Set(sources.filter(({ hasLocalFiles }) => hasLocalFiles).map(({ name }) => name));
    const withFiles = () =>
      this.each(
        () => questions.songsWithFiles(now(), songsAtOnce),
        (songs) => this.lookAtSongs(songs, local),
      );
    // What is new before what may have changed.
    let isDone = await withFiles();
    await this.check(local);
    isDone &&= await withFiles();
    isDone &&= await this.each(
      () => questions.playlists(now(), songsAtOnce),
      (some) => this.lookAtPlaylists(some),
    );
    isDone &&= await this.each(
      () => questions.songsWithAddress(now(), songsAtOnce),
      (songs) => this.lookAtSongs(songs, local),
    );
    await this.choose(chooseAll);
    if (!isDone) return false;
    isDone = await this.makeAllMosaics();
    await this.removeUnused();
    return isDone;
  }

  /** Parts of a list until there are none, or the time is over. */
  private async each<T>(next: () => Promise<readonly T[]>, work: (part: readonly T[]) => Promise<void>): Promise<boolean> {
    while (!this.limits.isOver()) {
      const part = await next();
      if (part.length === 0) return true;
      await work(part);
    }
    return false;
  }

  private async lookAtSongs(songs: readonly SongToLook[], local: ReadonlySet<string>): Promise<void> {
    const looks = new Map<number, LookedAt['look']>();
    try {
      for (const song of songs) {
        if (this.limits.isOver()) break;
        const { look, broken } = await this.look.ofSong(song, local.has(song.platform), this.limits.signal);
        looks.set(song.id, look);
        this.note({ look, broken }, song.name);
      }
    } finally {
      if (looks.size > 0) await this.parts.writer.run(({ covers }) => covers.lookedAtSongs(looks));
      for (const id of looks.keys()) this.songs.add(id);
    }
  }

  private async lookAtPlaylists(playlists: readonly PlaylistToLook[]): Promise<void> {
    for (const playlist of playlists) {
      if (this.limits.isOver()) break;
      const looked = await this.look.ofPlaylist(playlist, this.limits.signal);
      await this.parts.writer.run(({ covers }) => covers.lookedAtPlaylist(playlist.id, looked.look));
      this.note(looked, playlist.name);
    }
  }

  private note({ look, broken }: LookedAt, current: string): void {
    this.count[look.state] += 1;
    if (broken !== undefined) this.broken.push(broken);
    this.limits.report(this.count, current);
    this.failures = look.state === 'pending' ? this.failures + 1 : 0;
    if (this.failures >= mostFailures) {
      throw new CannotGoOn(
        new Fault('unavailable', `${this.failures} covers in a row could not be looked for`, { hint: 'Later runs go on.' }),
      );
    }
  }

  /** Stamps of local files that have not been compared for long. */
  private async check(local: ReadonlySet<string>): Promise<void> {
    const { questions, finder, writer, now } = this.parts;
    for (const source of local) {
      const next = () => questions.stampedSongs(source, now() - checkedMs, stampsAtOnce);
      await this.each(next, async (songs) => {
        const ids = songs.map(({ remoteId }) => remoteId);
        const stamps = await finder.stamps(source, ids, this.limits.signal);
        const changed = songs.filter(({ stamp }, at) => stamps[at] !== undefined && stamps[at] !== stamp).map(({ id }) => id);
        await writer.run(async ({ covers }) => {
          await covers.checked(
            songs.map(({ id }) => id),
            now(),
          );
          await covers.lookAgain(changed);
        });
      });
    }
  }

  private async choose(all: boolean): Promise<void> {
    if (!all && this.songs.size === 0) return;
    const { writer, now } = this.parts;
    await writer.run(({ covers }) => covers.choose(all ? undefined : [...this.songs], now()));
  }

  /** All playlists are looked at once, some at a time. */
  private async makeAllMosaics(): Promise<boolean> {
    for (let after: number | undefined = 0; after !== undefined; ) {
      if (this.limits.isOver()) return false;
      const { playlists, next } = await this.parts.questions.mosaicsToMake(after);
      await this.makeMosaics(playlists);
      after = next;
    }
    return !this.limits.isOver();
  }

  private async makeMosaics(playlists: readonly PlaylistOfCovers[]): Promise<void> {
    for (const { id, covers: found } of playlists) {
      if (this.limits.isOver()) break;
      const coverId = found.length === 4 ? await this.mosaicOf(found) : undefined;
      const stamp = stampOfMosaic(found.map((one) => one.id));
      const look = { state: 'found', coverId: coverId ?? found[0]?.id, stamp, lookedAt: this.parts.now() } as const;
      await this.parts.writer.run(({ covers }) => covers.lookedAtPlaylist(id, look));
    }
  }

  /** Undefined if the pictures of its covers are not all there; then the first stands for the playlist. */
  private async mosaicOf(four: readonly StoredCover[]): Promise<number | undefined> {
    const { questions, files, maker, hashOf } = this.parts;
    const hash = mosaicHash(
      four.map((one) => one.hash),
      hashOf,
    );
    const known = await questions.coverOf(hash);
    if (known !== undefined) return known.id;
    const pictures = await Promise.all(four.map((one) => files.read(one.hash, 640)));
    const whole = pictures.filter((one) => one !== undefined);
    if (whole.length < 4) return undefined;
    const made = await maker.makeMosaic(whole, this.limits.signal);
    this.count.mosaics += 1;
    return storeCover(this.parts, hash, made, { kind: 'mosaic', address: undefined });
  }

  private async removeUnused(): Promise<void> {
    const { questions, writer, files, now } = this.parts;
    const unused = await questions.unused(now() - unusedMs, stampsAtOnce);
    if (unused.length === 0) return;
    // The row first: a file without a row harms nobody.
    const removed = new Set(await writer.run(({ covers }) => covers.removeCovers(unused.map(({ id }) => id))));
    for (const { id, hash } of unused) if (removed.has(id)) await files.remove(hash);
  }
}
