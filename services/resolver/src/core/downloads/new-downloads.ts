import { foldText, type QualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { DownloadRecord, DownloadRequest } from './model.js';
import type { Draw } from './ports.js';

/** Turns requests into downloads. */
export class NewDownloads {
  /** @param profiles by name; the empty name is the default */
  constructor(
    private readonly profiles: ReadonlyMap<string, QualityProfile>,
    private readonly draw: Draw,
  ) {}

  /** A queued download. @throws Fault `invalid_argument` for a song without a title or an unknown quality profile */
  of(request: DownloadRequest, holder: string | undefined, now: number): DownloadRecord {
    if (request.target.title.trim() === '')
      throw new Fault('invalid_argument', 'the song has no title', { hint: 'Name title and artists.' });
    profileNamed(request.qualityProfile, this.profiles);
    return {
      id: this.draw.newId(),
      requestKey: this.draw.sha256Hex(requestKeyText(request)),
      request,
      holder,
      state: 'queued',
      attempts: [],
      file: undefined,
      error: undefined,
      released: false,
      createdAt: now,
      updatedAt: now,
      endedAt: undefined,
    };
  }
}

/** @throws Fault `invalid_argument` that lists the profiles */
export function profileNamed(name = '', profiles: ReadonlyMap<string, QualityProfile>): QualityProfile {
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const names = [...profiles.keys()].filter((known) => known !== '').join(', ');
  throw new Fault('invalid_argument', `there is no quality profile "${name}"`, { hint: `There are: ${names}.` });
}

/** The previous holder loses its claim. */
export function isAnothers(record: DownloadRecord, holder: string | undefined): boolean {
  return holder !== undefined && record.holder !== holder;
}

/**
 * A key that is equal for requests for the same song, sources and quality (behaviour 195): by the song's id if it has
 * one, else by its names. '' and 0 stand for unknown: keys are stored.
 */
function requestKeyText({ target, sources, qualityProfile = '' }: DownloadRequest): string {
  const { platform = '', remoteId, title, artists, album = '', durationMs = 0 } = target;
  const song =
    remoteId === undefined ? [foldText(title), artists.map(foldText), foldText(album), Math.round(durationMs / 1000)] : [remoteId];
  return JSON.stringify([platform, ...song, sources, qualityProfile]);
}
