import type { LiveSnapshot, Schemas } from '../../api/types.js';
import type { Tone } from '../../kit/status.js';
import type { SongFile, Story } from './runs.js';

type Song = Schemas['SongDetail'];
type Work = LiveSnapshot['workers'][number];

/** How it stands with a song, in one word of ours. */
export type Verdict =
  | { readonly kind: 'working'; readonly stage: string }
  | { readonly kind: 'have'; readonly file: SongFile; readonly isVerified: boolean }
  | { readonly kind: 'own'; readonly file: SongFile }
  | { readonly kind: 'linked'; readonly songId: number; readonly platform: string }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'held'; readonly count: number }
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'notFound'; readonly asked: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'gone' };

export const tones: Readonly<Record<Verdict['kind'], Tone>> = {
  working: 'active',
  have: 'ok',
  own: 'ok',
  linked: 'ok',
  waiting: 'quiet',
  held: 'warn',
  failed: 'bad',
  notFound: 'warn',
  never: 'quiet',
  gone: 'quiet',
};

/** The newest work of a job that fetches the song. */
export const newestDownload = (story: Story | undefined): Story['items'][number] | undefined =>
  story?.items.find(({ itemType }) => itemType === 'download_song_row');

function withFile({ files, fileOf, status }: Song): Verdict | undefined {
  const file = files.find((one) => one.status === 'active');
  if (file !== undefined) {
    if (file.ownersFolder) return { kind: 'own', file };
    // Only what passed verification gets into the library.
    return { kind: 'have', file, isVerified: (file.sha256 ?? undefined) !== undefined };
  }
  if (fileOf !== undefined && status === 'downloaded') return { kind: 'linked', songId: fileOf.id, platform: fileOf.platform };
  return undefined;
}

/** @param story undefined while it is not known @param work what a worker does for the song now */
export function verdictOf(song: Song, story: Story | undefined, work: Pick<Work, 'stageType'> | undefined): Verdict {
  if (work !== undefined) return { kind: 'working', stage: work.stageType };
  const there = withFile(song);
  if (there !== undefined) return there;
  const newest = newestDownload(story);
  if (newest?.status === 'running') return { kind: 'working', stage: 'download' };
  if (newest?.status === 'pending') return { kind: 'waiting' };
  const held = (story?.quarantine ?? []).filter(({ state }) => state === 'held').length;
  if (held > 0) return { kind: 'held', count: held };
  const search = story?.resolves[0];
  if (newest?.status === 'failed' && newest.errorClass !== null && newest.errorClass !== 'not_found') {
    return { kind: 'failed', cause: newest.errorClass };
  }
  if (search?.outcome === 'notFound' || newest?.errorClass === 'not_found') return { kind: 'notFound', asked: search?.trials.length ?? 0 };
  return song.status === 'gone' ? { kind: 'gone' } : { kind: 'never' };
}
