import type { components } from './schema.gen.js';

/** The answers of the API by the names of its document. */
export type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type LiveSnapshot = Schemas['LiveSnapshot'];
export type Job = Schemas['Job'];
export type JobDetail = Schemas['JobDetail'];
export type Item = Schemas['Item'];
