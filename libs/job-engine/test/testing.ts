// For the tests of stores and of services: an engine over a store, in fake time, and what every store promises.
export { engineStoreContract } from '../src/records/engine-store.contract.js';
export { executor, Gate, type Plan } from './engine-world.js';
export { FakeTime } from './fake-time.js';
export { MemoryEngineStore } from './memory/memory-engine-store.js';
export type { Notes, OpenStore } from './notes.js';
export { stateModelSuite } from './state-model.suite.js';
export { watchSuite } from './watch.suite.js';
