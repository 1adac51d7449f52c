import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { buttonClass } from './button.js';
import { Icon, type IconName } from './icons.js';
import type { MenuAction } from './menu-action.js';

interface MenuProps {
  readonly label: string;
  readonly icon?: IconName;
  /** Instead of only a sign. */
  readonly text?: ReactNode;
  readonly actions: readonly MenuAction[];
}

const load = () => import('./menu-popup.js');
/** Most visits open no menu: its code comes when somebody points at one. */
const Popup = lazy(load);
const fetch = (): void => void load().catch(() => undefined);

/** A button that opens a list of actions. */
export function Menu({ label, icon = 'more', text, actions }: MenuProps): ReactElement {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={buttonClass(text === undefined ? 'quiet' : 'plain')}
        aria-label={text === undefined ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        title={label}
        onMouseEnter={fetch}
        onFocus={fetch}
        onClick={({ currentTarget }) => {
          setWasOpen(true);
          setAnchor(currentTarget);
        }}
      >
        <Icon name={icon} />
        {text}
      </button>
      {wasOpen ? <RowMenu anchor={anchor} close={() => setAnchor(undefined)} label={label} actions={actions} /> : null}
    </>
  );
}

interface RowMenuProps extends Pick<MenuProps, 'label' | 'actions'> {
  /** The button of the row that was pressed; undefined while the menu is closed. */
  readonly anchor: HTMLElement | undefined;
  readonly close: () => void;
}

/** The one menu of a long list: each row has a plain button, and the menu opens beside the one that was pressed. */
export const RowMenu = (props: RowMenuProps): ReactElement => (
  <Suspense fallback={null}>
    <Popup {...props} />
  </Suspense>
);
