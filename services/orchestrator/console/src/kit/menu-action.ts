import type { IconName } from './icons.js';

/** One line of a menu. */
export interface MenuAction {
  readonly name: string;
  readonly icon?: IconName;
  /** Of its name, if that is another one than of the page. */
  readonly lang?: string;
  readonly danger?: boolean;
  /** Why it cannot be done now; shown under its name. */
  readonly reason?: string | undefined;
  readonly run: () => void;
}
