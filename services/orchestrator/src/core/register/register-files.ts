import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-writer.js';
import type { StageContext, StageResult, StageWork } from '../jobs/stage-work.js';
import { chooseSources } from '../sources/choose-sources.js';
import type { Source, SourceCatalog, TrackFile } from '../sources/source-catalog.js';

/** Files registered in one transaction, some 10 ms of work. */
const filesPerTransaction = 1000;

export interface RegisterStageParts {
  readonly sources: SourceCatalog;
  readonly reader: CatalogueReader;
  readonly writer: CatalogueWriter;
}

/**
 * The download stage for sources whose files are here already: each file is registered where it is.
 * A location whose file is listed no more becomes `missing` and leaves the public catalogue; it is
 * `active` again under the same id when the file is back. A job with a scope does so for the songs of
 * its playlists alone.
 */
export class RegisterStage implements StageWork {
  readonly type = 'download';

  constructor(private readonly parts: RegisterStageParts) {}

  async run(context: StageContext): Promise<StageResult> {
    const chosen = chooseSources(await this.parts.sources.sources(context.signal), context.sources);
    let done = 0;
    for (const source of chosen) {
      if (source.hasLocalFiles) done = await this.registerAll(source, done, context);
    }
    return 'completed';
  }

  private async registerAll(source: Source, doneBefore: number, { signal, report, event, scope }: StageContext): Promise<number> {
    const playlistIds = scope?.map((playlist) => playlist.id);
    const songs = playlistIds === undefined ? undefined : new Set(await this.parts.reader.remoteSongIds(source.name, playlistIds));
    const listed = new Set<number>();
    let done = doneBefore;
    let withoutSong = 0;
    for await (const all of this.parts.sources.files(source.name, signal)) {
      const page = songs === undefined ? all : all.filter((file) => songs.has(file.remoteTrackId));
      for (let at = 0; at < page.length; at += filesPerTransaction) {
        const part = page.slice(at, at + filesPerTransaction);
        const ids = await this.parts.writer.run((stores) => registerPart(stores, source, part), { signal });
        for (const id of ids) {
          if (id === undefined) withoutSong += 1;
          else listed.add(id);
        }
        done += part.length;
        report({ done, total: 0, unit: 'files', current: part.at(-1)?.locator ?? '' });
      }
    }
    // A file that came between two stages; the next run meets its song.
    if (withoutSong > 0) event('files_without_song', `${withoutSong} files of ${source.name} wait for their songs to be synced`);
    await this.markUnlisted(source, listed, playlistIds, signal);
    return done;
  }

  private async markUnlisted(
    source: Source,
    listed: ReadonlySet<number>,
    playlistIds: readonly number[] | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const gone = (await this.parts.reader.activeLocations(source.name, playlistIds)).filter((id) => !listed.has(id));
    for (let at = 0; at < gone.length; at += filesPerTransaction) {
      await this.parts.writer.run(({ files }) => files.markMissing(gone.slice(at, at + filesPerTransaction)), { signal });
    }
  }
}

async function registerPart({ files }: CatalogueStores, source: Source, part: readonly TrackFile[]): Promise<(number | undefined)[]> {
  const byBackend = new Map<string, TrackFile[]>();
  for (const file of part) {
    const group = byBackend.get(file.backendName);
    if (group === undefined) byBackend.set(file.backendName, [file]);
    else group.push(file);
  }
  const ids: (number | undefined)[] = [];
  for (const [name, group] of byBackend) {
    const backendId = await files.saveBackend({ name, basePath: group[0]?.basePath ?? '', source: source.name });
    ids.push(...(await files.register(source.name, backendId, group)));
  }
  return ids;
}
