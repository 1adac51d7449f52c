import type { LiveSnapshot } from '../api/types.js';
import { connectLive, type LiveConnection } from './live-connection.js';
import type { LinkState, LiveMessage } from './live-messages.js';

/** What a page knows of the live state. */
export interface Live {
  readonly link: LinkState;
  readonly snapshot: LiveSnapshot | undefined;
  /** When the snapshot came, in milliseconds since 1970. */
  readonly at: number | undefined;
  /** Grows each time that missed events are gone, so that what was read must be read again. */
  readonly resyncs: number;
}

/** The live state as React reads it (useSyncExternalStore). Connected while somebody listens. */
export class LiveStore {
  private live: Live = { link: 'connecting', snapshot: undefined, at: undefined, resyncs: 0 };
  private readonly listeners = new Set<() => void>();
  private connection: LiveConnection | undefined;

  constructor(private readonly url: string) {}

  readonly read = (): Live => this.live;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.connection ??= connectLive(this.url, this.hear);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.connection?.close();
      this.connection = undefined;
    };
  };

  private readonly hear = (message: LiveMessage): void => {
    this.live = { ...this.live, ...this.after(message) };
    for (const listener of this.listeners) listener();
  };

  private after(message: LiveMessage): Partial<Live> {
    switch (message.kind) {
      case 'snapshot':
        return { snapshot: JSON.parse(message.text) as LiveSnapshot, at: Date.now() };
      case 'resync':
        return { resyncs: this.live.resyncs + 1 };
      case 'state':
        return { link: message.state };
    }
  }
}
