import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button, buttonClass } from '../../kit/button.js';
import { Field, Select } from '../../kit/controls.js';
import { Dialog } from '../../kit/dialog.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { ChooseConfirm } from './choose-confirm.js';
import { actionMessages } from './messages.js';
import { Offers } from './offers.js';
import type { Candidate, Story } from './runs.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

interface CandidatesDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly song: SongDetail;
  readonly choice: Story['choice'] | undefined;
}

/** Asks sources what they have for the song, and lets one recording be chosen. */
export function CandidatesDialog({ open, close, song, choice }: CandidatesDialogProps): ReactElement {
  const say = useMessages(actionMessages);
  const [picked, setPicked] = useState<Candidate>();
  const leave = (): void => {
    setPicked(undefined);
    close();
  };
  return (
    <>
      <Dialog open={open && picked === undefined} close={close} title={say.pickTitle} wide>
        <p className={styles.muted}>{say.pickAbout}</p>
        <Asking song={song} choice={choice} pick={setPicked} />
      </Dialog>
      <ChooseConfirm song={song} picked={open ? picked : undefined} back={() => setPicked(undefined)} done={leave} />
    </>
  );
}

interface AskingProps {
  readonly song: SongDetail;
  readonly choice: Story['choice'] | undefined;
  readonly pick: (candidate: Candidate) => void;
}

function Asking({ song, choice, pick }: AskingProps): ReactElement {
  const say = useMessages(actionMessages);
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/sources', { signal })),
  });
  return (
    <Loaded read={sources} rows={3}>
      {({ items }) => {
        const names = items.filter(({ configured, capabilities }) => configured && capabilities.includes('fetch')).map(({ name }) => name);
        if (names.length > 0) return <Whom names={names} song={song} choice={choice} pick={pick} />;
        const toSources = (
          <Link to="/config" className={buttonClass('main')}>
            {say.toSources}
          </Link>
        );
        return <Empty action={toSources}>{say.noSources}</Empty>;
      }}
    </Loaded>
  );
}

function Whom({ names, ...others }: AskingProps & { names: readonly string[] }): ReactElement {
  const say = useMessages(actionMessages);
  const [whom, setWhom] = useState('');
  const [asked, setAsked] = useState<readonly string[]>([]);
  return (
    <>
      <div className={styles.whom}>
        <Field label={say.whom}>
          <Select
            value={whom}
            options={[{ value: '', name: say.allInTurn }, ...names.map((value) => ({ value, name: value }))]}
            choose={setWhom}
            data-data
          />
        </Field>
        <Button kind="main" icon="search" onClick={() => setAsked(whom === '' ? names : [whom])}>
          {say.ask}
        </Button>
      </div>
      <Offers sources={asked} {...others} />
    </>
  );
}
