import type { IconName } from './icons.js';

/** One line of a menu. */
export interface MenuAction {
  readonly name: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  /** Why it cannot be done now; shown under its name. */
  readonly reason?: string | undefined;
  readonly run: () => void;
}
