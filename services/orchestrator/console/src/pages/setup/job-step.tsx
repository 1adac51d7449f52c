import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Actions, Button, buttonClass } from '../../kit/button.js';
import { Facts } from '../../kit/page.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import { Link, useGoTo } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { hasOrigin } from '../dashboard/setup-state.js';
import { setupWords } from './words.js';

/** Starts the first job, or leads to it. */
export function JobStep({ standing: { setup, jobs, catalogue } }: { standing: Standing }): ReactElement {
  const say = useMessages(setupWords);
  const format = useFormat();
  const [open] = jobs;
  const songs = <span className="number">{format.number(catalogue.songs)}</span>;
  return (
    <>
      <p>{setup.hasFolder && !setup.hasSource ? say.jobScan : say.jobFull}</p>
      <Facts facts={[[say.songs, setup.hasSong ? songs : undefined]]} />
      <Actions>
        {open === undefined || setup.hasSong ? null : (
          <Link to={`/jobs/${open.id}`} className={buttonClass()}>
            {say.toJob(open.id)}
          </Link>
        )}
        {setup.hasSong ? (
          <Link to="/songs" className={buttonClass()}>
            {say.toSongs}
          </Link>
        ) : null}
        {open === undefined && !setup.hasSong ? <Start setup={setup} /> : null}
      </Actions>
    </>
  );
}

function Start({ setup }: Pick<Standing, 'setup'>): ReactElement {
  const say = useMessages(setupWords);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const goTo = useGoTo();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      const template = setup.hasSource ? 'full' : 'scan';
      const { id } = await answerOf(api.POST('/api/jobs', { body: { template } }));
      tell(say.started(id));
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      goTo(`/jobs/${id}`);
    });
    setBusy(false);
  };
  const reason = readOnly ?? (hasOrigin(setup) ? undefined : say.needsOrigin);
  return (
    <Button kind="main" icon="play" busy={busy} reason={reason} onClick={() => void start()}>
      {say.start}
    </Button>
  );
}
