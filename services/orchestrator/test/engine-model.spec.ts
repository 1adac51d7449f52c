import { stateModelSuite } from '@catalogsync/job-engine/testing';
import { openTemporaryStore } from './engine-stores.js';

// Real here: the whole engine and SQLite files, fully synchronous. Fake: time. Apart from engine-store.spec.ts, which is quick.
stateModelSuite('in SQLite', openTemporaryStore, 8);
