import { engineStoreContract } from '../src/core/engine/engine-store.contract.js';
import { openMemoryStore, openTemporaryStore } from './engine-stores.js';

// Real here: SQLite files, fully synchronous. The store in memory makes the same promises.
engineStoreContract('in memory', openMemoryStore);
engineStoreContract('in SQLite', openTemporaryStore);
