import type { Database } from '@catalogsync/sqlite';
import type { JobParts } from './adapters/http/api-parts.js';
import { SqliteCommandLists } from './adapters/sqlite/stores/console-command-lists.js';
import { SqliteJobInsight } from './adapters/sqlite/stores/console-job-insight.js';
import { SqliteJobLists } from './adapters/sqlite/stores/console-job-lists.js';
import { SqliteLogLists } from './adapters/sqlite/stores/console-log-lists.js';

/** What the console reads of jobs. */
export const jobReads = (reads: Database['reads']): Pick<JobParts, 'lists' | 'commandLists' | 'logs' | 'insight'> => ({
  lists: new SqliteJobLists(reads),
  commandLists: new SqliteCommandLists(reads),
  logs: new SqliteLogLists(reads),
  insight: new SqliteJobInsight(reads),
});
