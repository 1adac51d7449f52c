import { stat } from 'node:fs/promises';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { ApiKey, ApiKeys } from '../../core/limits/api-key.js';
import { readApiKeys, readLastUses, writeLastUses } from './api-key-files.js';
import { hashOf } from './hash-of.js';

/** Milliseconds: how soon a new or revoked key is noticed, and how often last uses are written. */
const lookEveryMs = 2_000;
const writeEveryMs = 60_000;

export interface KeyFiles {
  /** Made by the command line. */
  readonly keys: string;
  /** Written here: when each was used last. */
  readonly uses: string;
}

/** The keys of a file that the command line changes while the API runs. */
export class FollowedKeys implements ApiKeys {
  private byHash: ReadonlyMap<string, ApiKey> = new Map();
  private seen = '';
  private readonly usedAt = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writtenAt = 0;
  private hasNews = false;

  constructor(
    private readonly files: KeyFiles,
    private readonly clock: Clock,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  find(text: string): ApiKey | undefined {
    return this.byHash.size === 0 ? undefined : this.byHash.get(hashOf(text));
  }

  used({ id }: ApiKey): void {
    this.usedAt.set(id, this.clock.now());
    this.hasNews = true;
  }

  async start(): Promise<void> {
    for (const [id, at] of Object.entries(await readLastUses(this.files.uses))) this.usedAt.set(id, Date.parse(at));
    await this.look();
    this.schedule();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writeUses();
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      const looked = this.look().then(() => (this.clock.now() - this.writtenAt >= writeEveryMs ? this.writeUses() : undefined));
      // Both tell of their faults themselves.
      void looked.finally(() => this.timer !== undefined && this.schedule());
    }, lookEveryMs).unref();
  }

  /** A file that cannot be read changes nothing: keys in use stay, and the log says why. */
  private async look(): Promise<void> {
    const found = await stat(this.files.keys).catch(() => undefined);
    const state = found === undefined ? 'none' : `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (state === this.seen) return;
    this.seen = state;
    try {
      this.byHash = new Map((await readApiKeys(this.files.keys)).map((key) => [key.sha256, key]));
    } catch (error) {
      this.log.warn({ err: error }, 'the API keys could not be read; those known so far stay valid');
    }
  }

  private async writeUses(): Promise<void> {
    if (!this.hasNews) return;
    this.hasNews = false;
    this.writtenAt = this.clock.now();
    const known = new Set([...this.byHash.values()].map(({ id }) => id));
    const uses = [...this.usedAt].filter(([id]) => known.has(id)).map(([id, at]) => [id, new Date(at).toISOString()] as const);
    await writeLastUses(this.files.uses, Object.fromEntries(uses)).catch((error: unknown) =>
      this.log.warn({ err: error }, 'when API keys were used could not be written'),
    );
  }
}
