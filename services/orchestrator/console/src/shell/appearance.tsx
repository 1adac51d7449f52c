import { createContext, type ReactElement, type ReactNode, useContext, useMemo, useState } from 'react';
import { type Language, languageNow, rememberLanguage } from '../language/language.js';
import { LanguageContext } from '../language/messages.js';

export const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

interface Appearance {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly setLanguage: (language: Language) => void;
}

const AppearanceContext = createContext<Appearance | undefined>(undefined);

export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (appearance === undefined) throw new Error('no appearance around this component');
  return appearance;
}

const themeNow = (): Theme => themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';

function rememberTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // A browser that keeps nothing shows it until it is closed.
  }
}

/** Language and theme of the page, as chosen on this device. */
export function AppearanceProvider({ children }: { children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState<Language>(languageNow);
  const [theme, setTheme] = useState<Theme>(themeNow);
  const appearance = useMemo<Appearance>(
    () => ({
      theme,
      setTheme: (chosen) => {
        rememberTheme(chosen);
        setTheme(chosen);
      },
      setLanguage: (chosen) => {
        rememberLanguage(chosen);
        setLanguage(chosen);
      },
    }),
    [theme],
  );
  return (
    <AppearanceContext value={appearance}>
      <LanguageContext value={language}>{children}</LanguageContext>
    </AppearanceContext>
  );
}
