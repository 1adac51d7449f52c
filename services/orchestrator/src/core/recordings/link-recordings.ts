import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { linkWaiting } from './link-waiting.js';
import type { RecordingStores } from './recording-store.js';

/** Songs linked per transaction, about 40 ms of work. Smaller ones write the same pages of the table of keys again and again. */
const songsPerTransaction = 1000;

export interface LinkRecordingsParts {
  readonly writer: CatalogueWriter<RecordingStores>;
  /** LINK_RECORDINGS. */
  readonly isOn: boolean;
}

/** Links songs that are the same recording on different platforms, or undoes it, as the setting says. */
export class LinkRecordings {
  constructor(private readonly parts: LinkRecordingsParts) {}

  /** Links every song that is new or changed; when it resolves, none waits. Cheap if none does. */
  async run(signal?: AbortSignal): Promise<void> {
    const { writer, isOn } = this.parts;
    if (!isOn) return writer.run(({ recordings }) => recordings.clear(), { signal });
    while ((await writer.run(({ recordings }) => linkWaiting(recordings, songsPerTransaction), { signal })) > 0);
  }

  /** Links some of the waiting songs in a transaction of the caller's. */
  async some({ recordings }: RecordingStores): Promise<void> {
    if (this.parts.isOn) await linkWaiting(recordings, songsPerTransaction);
  }
}
