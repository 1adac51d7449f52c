import type { ReactElement } from 'react';
import { Empty } from '../kit/feedback.js';
import { Page } from '../kit/page.js';
import { useLanguage } from '../language/messages.js';
import { Link } from './link.js';
import { pageTitles, shellWords } from './page-titles.js';

export function NotFound(): ReactElement {
  const language = useLanguage();
  return (
    <Page title={pageTitles.notFound[language]}>
      <Empty action={<Link to="/dashboard">{pageTitles.dashboard[language]}</Link>}>{shellWords.notFoundText[language]}</Empty>
    </Page>
  );
}
