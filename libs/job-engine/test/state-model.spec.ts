import { openMemoryStore } from './notes.js';
import { stateModelSuite } from './state-model.suite.js';

stateModelSuite('in memory', openMemoryStore, Number(process.env.ENGINE_MODEL_RUNS ?? 100));
