import type { EngineStore } from '../src/index.js';
import { MemoryEngineStore } from './memory/memory-engine-store.js';

/** What test executors write with: one row per item that took effect. */
export interface Notes {
  add(key: string): void;
}

export interface OpenStore {
  readonly store: EngineStore<Notes>;
  /** All durable notes, in order. */
  notes(): Promise<string[]>;
  close(): Promise<void>;
}

export interface OpenMemoryStore extends OpenStore {
  readonly store: MemoryEngineStore<Notes>;
}

export async function openMemoryStore(): Promise<OpenMemoryStore> {
  const durable: string[] = [];
  const store = new MemoryEngineStore<Notes>(() => {
    const before = durable.length;
    return {
      effects: { add: (text) => void durable.push(text) },
      undo: () => {
        durable.length = before;
      },
    };
  });
  return { store, notes: async () => [...durable], close: async () => undefined };
}
