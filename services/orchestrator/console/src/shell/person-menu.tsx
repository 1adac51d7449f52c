import type { ReactElement } from 'react';
import { answerOf, api } from '../api/client.js';
import { Menu } from '../kit/menu.js';
import { useLanguage, useMessages } from '../language/messages.js';
import { themes, useAppearance } from './appearance.js';
import { frameMessages } from './frame-messages.js';
import { useGoTo } from './link.js';
import { useAct, useSession } from './session.js';

/** Who is logged in, and how the console looks for them. */
export function PersonMenu(): ReactElement {
  const say = useMessages(frameMessages);
  const language = useLanguage();
  const { theme, setTheme, setLanguage } = useAppearance();
  const { username } = useSession();
  const act = useAct();
  const goTo = useGoTo();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const logOut = async (): Promise<void> => {
    if (await act(() => answerOf(api.POST('/api/logout')))) location.assign('/login');
  };
  const themeNames = { system: say.themeSystem, light: say.themeLight, dark: say.themeDark };
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <Menu
      label={`${say.account}: ${username}`}
      icon="account"
      actions={[
        { name: say.toAccount, icon: 'account', run: () => goTo('/account') },
        { name: say.language, icon: 'language', lang: other, run: () => setLanguage(other) },
        { name: themeNames[theme], icon: theme === 'dark' ? 'moon' : 'sun', run: () => setTheme(nextTheme) },
        { name: say.logOut, icon: 'leave', run: () => void logOut() },
      ]}
    />
  );
}
