import type { StoredCommand } from '@catalogsync/job-engine';
import type { ListPart, PartQuery } from './list-part.js';

/** Commands that were given, newest first. */
export interface CommandLists {
  commands(part: PartQuery): Promise<ListPart<StoredCommand>>;
}
