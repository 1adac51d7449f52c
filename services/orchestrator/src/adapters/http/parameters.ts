import { pageLimit, pathId, unread } from '@catalogsync/http';

// Parameters that many routes of the console have.

/** The id in a path. */
export const id = pathId({ min: 1 }, 'an id is a positive whole number');

export const limit = pageLimit({ max: 200, preset: 50 });

export const cursor = unread('next_cursor of the previous page, unchanged.');
