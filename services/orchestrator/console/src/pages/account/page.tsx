import type { ReactElement } from 'react';
import { Columns, Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { AuditLog } from './audit-log.js';
import { OwnLogin } from './own-login.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';
import { Users } from './users.js';
import { accountWords } from './words.js';

/** Who may do what here, and who did what. */
export default function AccountPage(): ReactElement {
  const say = useMessages(accountWords);
  return (
    <Page title={pageTitles.account[useLanguage()]} about={say.about}>
      <Columns>
        <OwnLogin />
        <Users />
      </Columns>
      <Sessions />
      <Tokens />
      <AuditLog />
    </Page>
  );
}
