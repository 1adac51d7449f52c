import { toFault } from '@catalogsync/faults';

/** The result of one check, and what to do about it. */
export interface Finding {
  readonly subject: string;
  readonly state: 'good' | 'remark' | 'fault';
  readonly text: string;
  readonly advice?: string;
}

export const good = (subject: string, text: string): Finding => ({ subject, state: 'good', text });
export const remark = (subject: string, text: string, advice: string): Finding => ({ subject, state: 'remark', text, advice });
export const fault = (subject: string, text: string, advice: string): Finding => ({ subject, state: 'fault', text, advice });

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
  return fault(subject, message, hint ?? 'Run it again with --debug.');
}
