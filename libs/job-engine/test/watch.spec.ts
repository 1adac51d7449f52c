import { openMemoryStore } from './notes.js';
import { watchSuite } from './watch.suite.js';

watchSuite('in memory', openMemoryStore);
