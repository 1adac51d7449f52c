import { Toast as Base } from '@base-ui/react/toast';
import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/messages.js';
import { IconButton } from './button.js';
import { Icon } from './icons.js';
import styles from './overlay.module.css';
import { words } from './words.js';

const toasts = Base.createToastManager();

/** Says for a few seconds what was done, or until it is closed what was not. */
export function tell(text: string, options: { readonly bad?: boolean; readonly more?: ReactNode } = {}): void {
  const { bad = false, more } = options;
  toasts.add({ title: text, description: more, type: bad ? 'bad' : 'ok', timeout: bad ? 0 : 5000, priority: bad ? 'high' : 'low' });
}

function List(): ReactElement[] {
  const say = useMessages(words);
  return Base.useToastManager().toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection={['right', 'down']}>
      <Icon name={toast.type === 'bad' ? 'warn' : 'ok'} />
      <div>
        <Base.Title render={<strong />} />
        <Base.Description render={<p />} />
      </div>
      <Base.Close render={<IconButton icon="close" label={say.close} />} />
    </Base.Root>
  ));
}

export const Toasts = ({ children }: { children: ReactNode }): ReactElement => (
  <Base.Provider toastManager={toasts}>
    {children}
    <Base.Portal>
      <Base.Viewport className={styles.toasts}>
        <List />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
);
