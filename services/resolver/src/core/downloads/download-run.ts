import { canFetch, givesAlbums } from './album-tracks.js';
import type { DownloadAttempt, DownloadedFile, DownloadOutcome, DownloadRecord } from './model.js';
import { unsuccessful } from './outcome.js';
import type { RunMonitor, RunParts } from './run-parts.js';
import { SourceTurn } from './source-turn.js';

/** One download from the first search to the verified file: source after source until one delivers. */
export class DownloadRun {
  constructor(private readonly parts: RunParts) {}

  /**
   * What came of it; a source's failure is an attempt, not a fault (behaviours 192, 193, 207).
   * @throws Fault the signal's when aborted; `disk_full`
   */
  async run(record: DownloadRecord, monitor: RunMonitor, signal: AbortSignal): Promise<DownloadOutcome> {
    const { sources, standing, timing } = this.parts;
    const attempts: DownloadAttempt[] = [];
    const attempt = (made: DownloadAttempt): Promise<void> => {
      attempts.push(made);
      return monitor.attempt(made);
    };
    const turn = (name: string): Promise<DownloadedFile | undefined> =>
      new SourceTurn(this.parts, record, sources.get(name), { ...monitor, attempt }).take(signal);
    const resting: string[] = [];
    for (const name of this.sourceNames(record)) {
      if (!standing.ask(name)) {
        resting.push(name);
        continue;
      }
      const file = await turn(name);
      if (file !== undefined) return { state: 'succeeded', file };
    }
    // Those that failed again and again come last, and only if their rest is over by now.
    for (const name of resting) {
      if (!standing.ask(name)) {
        await attempt(restingAttempt(name, timing.now()));
        continue;
      }
      const file = await turn(name);
      if (file !== undefined) return { state: 'succeeded', file };
    }
    return unsuccessful(attempts);
  }

  /** Where a person chose a recording, only its source: the choice is never overridden. */
  private sourceNames({ request }: DownloadRecord): readonly string[] {
    const able = this.parts.sources.all().filter((source) => canFetch(source, request.target));
    const names = able.map(({ name }) => name);
    const chosen = this.parts.manual.find(request.target)?.source;
    if (chosen !== undefined) return names.filter((name) => name === chosen);
    const asked = request.sources.length === 0 ? this.parts.defaultSources : request.sources;
    // A default list may still name what was taken out of the configuration.
    const listed = asked.flatMap((name) => this.parts.sources.find(name)?.name ?? []);
    const wanted = asked.length === 0 ? names : listed.filter((name) => names.includes(name));
    const ordered = this.parts.order.order(request.target, [...new Set(wanted)]);
    // A whole album for one song is the dearest way to it, however well it went before.
    const albums = new Set(able.filter(givesAlbums).map(({ name }) => name));
    return [...ordered.filter((name) => !albums.has(name)), ...ordered.filter((name) => albums.has(name))];
  }
}

function restingAttempt(source: string, now: number): DownloadAttempt {
  const message = 'it failed again and again and rests for a while';
  return { source, remoteId: '', outcome: 'failed', code: 'unavailable', message, startedAt: now, elapsedMs: 0 };
}
