import { properPlatform } from '../sources/choose-sources.js';
import type { Source } from '../sources/source-catalog.js';
import type { SourcesToTry } from './song-downloader.js';

/** Which sources of a job can deliver songs. */
export class Deliverers {
  /** Those with local files: they have what is in them, at once and without anybody else. */
  readonly local: readonly string[];
  private readonly others: readonly Source[];

  constructor(all: readonly Source[], { names }: SourcesToTry) {
    const chosen = new Set(names.map((name) => properPlatform(all, name)));
    const usable = all.filter((source) => source.configured && (chosen.size === 0 || chosen.has(source.name)));
    this.local = usable.filter(({ hasLocalFiles }) => hasLocalFiles).map(({ name }) => name);
    this.others = usable.filter(({ fetches, hasLocalFiles }) => fetches === true && !hasLocalFiles);
  }

  /** Apart from the local ones: its own source, or one that is searched for songs of any platform. */
  canDeliver(platform: string): boolean {
    return this.others.some(({ name, searches }) => name === platform || searches === true);
  }
}
