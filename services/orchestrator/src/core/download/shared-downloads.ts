import type { ExecutionContext, ItemOutcome, ItemProgress } from '@catalogsync/job-engine';
import type { NamedSong, RecordingFiles } from '../recordings/recording-files.js';
import type { DownloadStores } from './download-stores.js';

type Outcome = ItemOutcome<DownloadStores>;
type Watching = Pick<ExecutionContext, 'signal' | 'report'>;

interface Running {
  readonly song: NamedSong;
  readonly outcome: Promise<Outcome>;
  readonly followers: Set<ExecutionContext['report']>;
}

/** Sees to it that a recording is downloaded once, however many platforms list it. */
export class SharedDownloads {
  /** By recording. */
  private readonly running = new Map<number, Running>();

  constructor(private readonly files: RecordingFiles) {}

  /**
   * Calls `download` unless a song of the same recording has a file, or gets one meanwhile; if that download fails, the song's
   * own follows, which begins with the song's own source.
   */
  async run(song: NamedSong, context: Watching, download: (report: ExecutionContext['report']) => Promise<Outcome>): Promise<Outcome> {
    const recording = await this.files.recordingOf(song.id, context.signal);
    if (recording === undefined) return download(context.report);
    if (recording.heldBy !== undefined) return sharing(recording.heldBy);
    for (let other = this.running.get(recording.id); other !== undefined; other = this.running.get(recording.id)) {
      if (await succeeds(other, context)) return sharing(other.song);
    }
    return this.first(recording.id, song, context, download);
  }

  private async first(
    recordingId: number,
    song: NamedSong,
    { report }: Watching,
    download: (report: ExecutionContext['report']) => Promise<Outcome>,
  ): Promise<Outcome> {
    const followers = new Set([report]);
    const tellAll = (progress: ItemProgress): void => {
      for (const follower of followers) follower(progress);
    };
    const outcome = download(tellAll).finally(() => this.running.delete(recordingId));
    this.running.set(recordingId, { song, outcome, followers });
    return outcome;
  }
}

/** The song is served with the file of the other, see RecordingFiles. */
function sharing({ id, platform, remoteId }: NamedSong): Outcome {
  const skipped = `the same recording is in the library as ${platform} ${remoteId}`;
  return { kind: 'succeeded', result: { skipped, shares_file_of: { song_id: id, platform, remote_song_id: remoteId } } };
}

/** Waits for another download; its progress is the follower's too, which would otherwise count as stalled. */
async function succeeds({ outcome, followers }: Running, { signal, report }: Watching): Promise<boolean> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  followers.add(report);
  // The failure of the other is reported by its own item.
  const ended = outcome.then(
    ({ kind }) => kind === 'succeeded',
    () => false,
  );
  try {
    return await Promise.race([ended, stopped.promise]);
  } finally {
    followers.delete(report);
    signal.removeEventListener('abort', stop);
  }
}
