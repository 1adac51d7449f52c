import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Icon } from './icons.js';
import type { MenuAction } from './menu-action.js';
import styles from './overlay.module.css';

interface MenuPopupProps {
  /** The button that was pressed; undefined while the menu is closed. */
  readonly anchor: HTMLElement | undefined;
  readonly close: () => void;
  readonly label: string;
  readonly actions: readonly MenuAction[];
}

/** Among the content that it belongs to, not after all: what is in no landmark is missed by those who go from one to the next. */
const landmarkOf = (anchor: HTMLElement | undefined): HTMLElement | undefined => anchor?.closest<HTMLElement>('main, header') ?? undefined;

/** An open menu beside a button. One of it serves all rows of a long list: each has a plain button, and a menu for each would cost. */
export default function MenuPopup({ anchor, close, label, actions }: MenuPopupProps): ReactElement {
  return (
    <Base.Root open={anchor !== undefined} onOpenChange={(isOpen) => (isOpen ? undefined : close())}>
      <Base.Portal container={landmarkOf(anchor)}>
        <Base.Positioner className={styles.over} anchor={anchor} sideOffset={4} align="end">
          <Base.Popup className={styles.menu} aria-label={label} finalFocus={() => anchor ?? null}>
            {actions.map((action) => (
              <Action key={action.name} {...action} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const Action = ({ name, icon, lang, danger = false, reason, run }: MenuAction): ReactElement => (
  <Base.Item className={danger ? `${styles.item} ${styles.bad}` : styles.item} disabled={reason !== undefined} onClick={run}>
    {icon === undefined ? null : <Icon name={icon} size={18} />}
    <span lang={lang}>
      {name}
      {reason === undefined ? null : <small>{reason}</small>}
    </span>
  </Base.Item>
);
