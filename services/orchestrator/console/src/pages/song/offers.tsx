import { useQueries } from '@tanstack/react-query';
import { type ReactElement, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { ErrorNote } from '../../kit/feedback.js';
import { asSaid } from '../../kit/said.js';
import { useMessages } from '../../language/messages.js';
import { CandidateRow } from './candidate-row.js';
import { actionMessages } from './messages.js';
import type { Candidate, Story } from './runs.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

interface OffersProps {
  readonly sources: readonly string[];
  readonly song: SongDetail;
  readonly choice: Story['choice'] | undefined;
  readonly pick: (candidate: Candidate) => void;
}

/** Answers stay good for as long as somebody looks at them, in milliseconds. */
const keptMs = 300_000;

/** What these sources have: each is asked when the one before it has answered. */
export function Offers({ sources, song, choice, pick }: OffersProps): ReactElement {
  const [reached, setReached] = useState(0);
  const answers = useQueries({
    queries: sources.map((source, at) => ({
      queryKey: ['song', song.id, 'candidates', source],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answerOf(api.GET('/api/songs/{id}/candidates', { params: { path: { id: song.id }, query: { source } }, signal })),
      enabled: at <= reached,
      staleTime: keptMs,
      retry: false,
    })),
  });
  const settled = answers.findIndex(({ isFetched }) => !isFetched);
  const next = settled === -1 ? sources.length : settled;
  useEffect(() => setReached(next), [next]);
  return (
    <>
      {sources.map((source, at) => {
        const { data, error, isFetching, refetch } = answers[at] ?? { data: undefined, error: null, isFetching: false };
        return (
          <section key={source} className={styles.offers} aria-busy={isFetching}>
            <h3 data-data>{source}</h3>
            <State source={source} data={data} isFetching={isFetching} hasError={error !== null} />
            {error === null || isFetching ? null : <ErrorNote error={error} retry={refetch && (() => void refetch())} />}
            <ul>
              {data?.items.map((candidate) => (
                <CandidateRow
                  key={candidate.remoteId}
                  candidate={candidate}
                  song={song}
                  isChosen={choice?.source === candidate.source && choice.remoteId === candidate.remoteId}
                  pick={pick}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

interface StateProps {
  readonly source: string;
  readonly data: Schemas['Candidates'] | undefined;
  readonly isFetching: boolean;
  readonly hasError: boolean;
}

function State({ source, data, isFetching, hasError }: StateProps): ReactElement | null {
  const say = useMessages(actionMessages);
  if (isFetching) return <p className={styles.muted}>{say.asking}</p>;
  if (data === undefined) return hasError ? null : <p className={styles.muted}>{say.itsTurn}</p>;
  return (
    <>
      {data.whyNoFiles === null ? null : (
        <p className={styles.muted}>
          {say.noFilesFrom}
          <span {...asSaid}>{`${source} ${data.whyNoFiles}`}</span>
        </p>
      )}
      {data.items.length === 0 ? <p className={styles.muted}>{say.nothing}</p> : null}
    </>
  );
}
