import { describe } from '@jest/globals';
import { itIsAnObjectStore } from '../object-store.contract.js';
import { MemoryObjectStore } from './memory-object-store.js';

// Real here: the files.
describe('objects in memory', () => itIsAnObjectStore(async () => new MemoryObjectStore()));
