import type { ReactElement } from 'react';
import { useFormat } from '../language/use-format.js';
import { Link } from '../shell/link.js';
import styles from './tabs.module.css';

interface TabsProps {
  readonly label: string;
  /** The address of the page; the tab stands behind it as `tab`, the first one has none. */
  readonly to: string;
  readonly value: string | undefined;
  readonly tabs: readonly { readonly value: string | undefined; readonly name: string; readonly count?: number | undefined }[];
}

/** Parts of a page, each with an address of its own. */
export function Tabs({ label, to, value, tabs }: TabsProps): ReactElement {
  const format = useFormat();
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.value ?? ''}
          to={to}
          search={{ tab: tab.value }}
          className={styles.tab}
          aria-current={tab.value === value ? 'page' : undefined}
        >
          {tab.name}
          {tab.count === undefined ? null : <span className="number">{format.number(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
