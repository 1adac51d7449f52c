import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';
import styles from './status.module.css';

/** What a state means to the owner. */
export type Tone = 'ok' | 'warn' | 'bad' | 'active' | 'quiet';

const icons: Readonly<Record<Tone, IconName>> = { ok: 'ok', warn: 'warn', bad: 'bad', active: 'running', quiet: 'waiting' };

/** A state as sign and word: colour never speaks alone. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }): ReactElement {
  return (
    <span className={`${styles.badge} ${tone === 'quiet' ? '' : styles[tone]}`}>
      <Icon name={icon ?? icons[tone]} />
      {children}
    </span>
  );
}
