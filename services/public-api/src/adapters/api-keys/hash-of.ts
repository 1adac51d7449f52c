import { hash } from 'node:crypto';

/** What is kept of the text of a key. */
export const hashOf = (text: string): string => hash('sha256', text, 'hex');
