import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Empty } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import styles from './account.module.css';
import { actorOf } from './audit-actor.js';
import { placeOf } from './audit-target.js';
import { actionWords, auditWords } from './audit-words.js';

type AuditEntry = Schemas['AuditEntry'];

/** Who changed what, latest first. */
export function AuditLog(): ReactElement {
  const say = useMessages(auditWords);
  const format = useFormat();
  const narrow = useNarrow();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const read = async (cursor: string | undefined, limit: number, signal: AbortSignal) => {
    const page = await answerOf(api.GET('/api/audit', { params: { query: { cursor, limit } }, signal }));
    setMissing(page.missing);
    return page;
  };
  return (
    <Card title={say.audit} flush>
      <p className={styles.aboutTokens}>{say.about}</p>
      {missing.length === 0 ? null : (
        <p className={styles.missing} role="status">
          <Icon name="warn" size={18} />
          <span data-data>{say.missing(format.list(missing))}</span>
        </p>
      )}
      <KeysetList<AuditEntry>
        queryKey={['audit', 'list']}
        read={read}
        rowHeight={narrow ? 84 : 44}
        row={(entry) => <AuditRow entry={entry} />}
        empty={<Empty>{say.none}</Empty>}
        label={say.label}
      />
    </Card>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }): ReactElement {
  const actions = useMessages(actionWords) as Readonly<Record<string, string>>;
  const { at, actor, via, action, target, outcome, address, service } = entry;
  const word = actions[action];
  return (
    <div className={styles.entry} title={[action, target, address, service].filter(Boolean).join(' · ')}>
      <span className={styles.when}>
        <Ago at={at} />
      </span>
      <span className={styles.what}>
        {word === undefined ? <span data-data>{action}</span> : word}
        <Target target={target} />
      </span>
      <span className={styles.who}>
        <Who actor={actor} via={via} />
      </span>
      <Outcome outcome={outcome} />
    </div>
  );
}

function Who(entry: Pick<AuditEntry, 'actor' | 'via'>): ReactElement {
  const say = useMessages(auditWords);
  const { kind, name } = actorOf(entry);
  const word = kind === 'person' ? say.http : say[kind];
  if (name === '') return <>{word}</>;
  return (
    <>
      <strong data-data>{name}</strong> <span className={styles.muted}>{word}</span>
    </>
  );
}

function Target({ target }: { target: string }): ReactElement {
  const place = placeOf(target);
  if (place === undefined) {
    return (
      <span className={styles.target} data-data>
        {target}
      </span>
    );
  }
  return (
    <Link {...place} className={styles.target} data-data>
      {target}
    </Link>
  );
}

function Outcome({ outcome }: { outcome: string }): ReactElement {
  const say = useMessages(auditWords);
  if (outcome === 'done') return <Badge tone="ok">{say.done}</Badge>;
  if (outcome === 'begun') return <Badge tone="quiet">{say.begun}</Badge>;
  return (
    <Badge tone="warn">
      <span data-data>{outcome.replaceAll('_', ' ')}</span>
    </Badge>
  );
}
