import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Actions, Button } from '../../kit/button.js';
import { Icon } from '../../kit/icons.js';
import { Card, Facts, Note } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { Abilities } from './abilities.js';
import styles from './media.module.css';
import { kindWords, messages } from './messages.js';

type Server = Schemas['MediaServer'];

/** The chosen server: how it is, and what can be done with it. */
export function ServerCard({ server }: { server: Server }): ReactElement {
  const say = useMessages(messages);
  const kinds = useMessages(kindWords);
  const { name, type, version, detail, hint, lastScanAt, checkedAt, reachable } = server;
  const title = (
    <span className={styles.title}>
      <span data-data>{name ?? wordFor(kinds, type)}</span>
      <State server={server} />
    </span>
  );
  return (
    <>
      <Card title={title} actions={<Buttons />}>
        {detail === null ? null : (
          <div className={styles.problem}>
            <Icon name="warn" size={18} />
            <div {...asSaid}>
              <p>{detail}</p>
              {hint === null ? null : <p>{hint}</p>}
            </div>
          </div>
        )}
        <Facts
          facts={[
            [say.kind, wordFor(kinds, type)],
            [
              say.version,
              version === null ? undefined : (
                <span key="v" data-data>
                  {version}
                </span>
              ),
            ],
            [say.lastScan, lastScanAt === null ? say.never : <Ago key="scan" at={lastScanAt} />],
            [say.lastCheck, checkedAt === null ? undefined : <Ago key="check" at={checkedAt} />],
            [
              say.settings,
              <Link key="key" to="/config" search={{ key: 'SERVER_ACTIVE' }}>
                <code>SERVER_ACTIVE={type}</code>
              </Link>,
            ],
          ]}
        />
      </Card>
      {checkedAt === null && reachable !== true ? null : (
        <Card title={say.abilities}>{checkedAt === null ? <Note>{say.notChecked}</Note> : <Abilities server={server} />}</Card>
      )}
    </>
  );
}

function State({ server: { configured, reachable } }: { server: Server }): ReactElement {
  const say = useMessages(messages);
  if (reachable === true) return <Badge tone="ok">{say.reachable}</Badge>;
  return <Badge tone="bad">{configured === false ? say.notSet : say.unreachable}</Badge>;
}

type Deed = 'check' | 'scan' | 'run';

const deeds: Readonly<Record<Deed, () => Promise<unknown>>> = {
  check: () => answerOf(api.POST('/api/media-server/check')),
  scan: () => answerOf(api.POST('/api/media-server/scan')),
  run: () => answerOf(api.POST('/api/jobs', { body: { template: 'media' } })),
};

const icons = { check: 'ok', scan: 'retry', run: 'play' } as const;

function Buttons(): ReactElement {
  const say = useMessages(messages);
  const act = useAct();
  const readOnly = useReadOnlyReason();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<Deed>();
  const done = { check: say.checked, scan: say.scanned, run: say.ran };
  const carryOut = async (deed: Deed): Promise<void> => {
    setBusy(deed);
    await act(deeds[deed], { done: done[deed] });
    setBusy(undefined);
    await queries.invalidateQueries({ queryKey: ['media-server'] });
  };
  return (
    <div className={styles.buttons}>
      <Actions>
        {(['check', 'scan', 'run'] as const).map((deed) => (
          <Button
            key={deed}
            icon={icons[deed]}
            busy={busy === deed}
            disabled={busy !== undefined || readOnly !== undefined}
            onClick={() => void carryOut(deed)}
          >
            {say[deed]}
          </Button>
        ))}
      </Actions>
      <div role="status">{busy === 'check' ? <Note>{say.checking}</Note> : readOnly === undefined ? null : <Note>{readOnly}</Note>}</div>
    </div>
  );
}
