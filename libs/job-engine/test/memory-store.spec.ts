import { engineStoreContract } from '../src/records/engine-store.contract.js';
import { openMemoryStore } from './notes.js';

engineStoreContract('in memory', openMemoryStore);
