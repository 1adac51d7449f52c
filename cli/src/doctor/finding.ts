import { toFault } from '@catalogsync/faults';

/** The result of one check: what is wrong, why it matters, and what mends it. */
export interface Finding {
  readonly subject: string;
  readonly state: 'good' | 'remark' | 'fault';
  readonly text: string;
  /** A sentence. */
  readonly why?: string;
  /** A command where there is one. */
  readonly advice?: string;
}

/** What every finding that is not good must say. */
type Consequence = Required<Pick<Finding, 'why' | 'advice'>>;

export const good = (subject: string, text: string): Finding => ({ subject, state: 'good', text });
export const remark = (subject: string, text: string, more: Consequence): Finding => ({ subject, state: 'remark', text, ...more });
export const fault = (subject: string, text: string, more: Consequence): Finding => ({ subject, state: 'fault', text, ...more });

/** The finding of a check, or why it could not be made. */
export async function checked(subject: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return fromError(subject, error);
  }
}

/** A check that could not be made is itself a fault. */
export function fromError(subject: string, error: unknown): Finding {
  const { message, hint } = toFault(error);
  return fault(subject, message, { why: 'What depends on it does not work.', advice: hint ?? 'catalogsync doctor --debug' });
}

/** A path as a shell reads it. */
export const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
