import { engineStoreContract, watchSuite } from '@catalogsync/job-engine/testing';
import { openTemporaryStore } from './engine-stores.js';

// Real here: the whole engine and SQLite files, fully synchronous. Fake: time.
engineStoreContract('in SQLite', openTemporaryStore);
watchSuite('in SQLite', openTemporaryStore);
