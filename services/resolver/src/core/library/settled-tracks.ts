import type { TracksElsewhere } from './tracks-elsewhere.js';

/** The tracks of files whose identity is settled, by their content and by their ids. */
export class SettledTracks implements TracksElsewhere {
  private readonly byContent = new Map<string, string>();
  /** The content of every track id in use. */
  private readonly contents = new Map<string, string | undefined>();

  /** @param elsewhere beyond what is known here */
  constructor(private readonly elsewhere: TracksElsewhere) {}

  settle(fingerprint: string | undefined, trackId: string | undefined): void {
    if (trackId === undefined) return;
    if (!this.contents.has(trackId)) this.contents.set(trackId, fingerprint);
    if (fingerprint !== undefined && !this.byContent.has(fingerprint)) this.byContent.set(fingerprint, trackId);
  }

  trackOf(fingerprint: string): string | undefined {
    return this.byContent.get(fingerprint) ?? this.elsewhere.trackOf(fingerprint);
  }

  contentOf(trackId: string): { readonly fingerprint: string | undefined } | undefined {
    if (this.contents.has(trackId)) return { fingerprint: this.contents.get(trackId) };
    return this.elsewhere.contentOf(trackId);
  }
}
