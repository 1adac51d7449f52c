import { afterEach, beforeEach } from '@jest/globals';
import { World } from './engine-world.js';
import { type OpenMemoryStore, openMemoryStore } from './notes.js';

type Given = ConstructorParameters<typeof World> extends [unknown, ...infer Rest] ? Rest : never;

/** For each test a store in memory, and engines over it that are stopped after the test. Real here: the whole engine. Fake: time. */
export function worldsInMemory(): { readonly open: OpenMemoryStore; world(...given: Given): World } {
  let open: OpenMemoryStore;
  const worlds: World[] = [];
  beforeEach(async () => {
    open = await openMemoryStore();
  });
  afterEach(async () => {
    for (const { engine, time, killed } of worlds.splice(0)) {
      if (killed) continue;
      const stopped = engine.stop(0);
      await time.pass(60_000);
      await stopped;
    }
  });
  return {
    get open() {
      return open;
    },
    world: (...given) => {
      const made = new World(open, ...given);
      worlds.push(made);
      return made;
    },
  };
}
