import type { ReactElement } from 'react';
import { Button } from '../../kit/button.js';
import { Badge } from '../../kit/status.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { qualityWords } from '../songs/messages.js';
import { figuresOf, formatAndSize } from '../songs/song-figures.js';
import { cut } from '../songs/song-name.js';
import { actionMessages } from './messages.js';
import type { Candidate } from './runs.js';
import { MatchSentence } from './sentence.js';
import { type MatchWord, matchParts } from './sentences.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

interface CandidateRowProps {
  readonly candidate: Candidate;
  readonly song: SongDetail;
  readonly isChosen: boolean;
  readonly pick: (candidate: Candidate) => void;
}

/** One recording that a source has: how it compares, and how good it is. */
export function CandidateRow({ candidate, song, isChosen, pick }: CandidateRowProps): ReactElement {
  const say = useMessages(actionMessages);
  const readOnly = useReadOnlyReason();
  const { match } = candidate;
  const word = match === null ? undefined : wordOf(match.reason);
  return (
    <li className={styles.candidate}>
      <div className={styles.two}>
        <strong>
          <bdi data-data>{cut(candidate.title)}</bdi>
        </strong>
        <small data-data>{cut([candidate.artists.join(', '), candidate.album].filter(Boolean).join(' · '))}</small>
        <CandidateFigures candidate={candidate} song={song} />
      </div>
      <div className={styles.match}>{match === null ? null : <Verdict match={match} />}</div>
      {isChosen ? (
        <Badge tone="active" icon="ok">
          {say.chosenNow}
        </Badge>
      ) : (
        <Button reason={readOnly ?? (word === 'noFile' ? say.nothingToFetch : undefined)} onClick={() => pick(candidate)}>
          {say.use}
        </Button>
      )}
    </li>
  );
}

const wordOf = (reason: string): MatchWord | undefined => matchParts(reason)?.[0]?.word;

/** It may be the song, and yet not be used. */
const unusable: readonly (MatchWord | undefined)[] = ['noFile', 'trialClip', 'rejectedBefore', 'inQuarantine', 'belowQuality'];

function Verdict({ match }: { match: NonNullable<Candidate['match']> }): ReactElement {
  const say = useMessages(actionMessages);
  const refused = unusable.includes(wordOf(match.reason)) ? say.unusable : say.notSong;
  return (
    <>
      <Badge tone={match.accepted ? 'ok' : 'quiet'} icon={match.accepted ? undefined : 'close'}>
        {match.accepted ? say.isSong : refused}
      </Badge>
      <small>
        <MatchSentence text={match.reason} />
      </small>
    </>
  );
}

export function CandidateFigures({ candidate, song }: { candidate: Candidate; song: SongDetail }): ReactElement {
  const say = { ...useMessages(qualityWords), ...useMessages(actionMessages) };
  const format = useFormat();
  const { durationMs, quality } = candidate;
  const parts = [
    durationMs === null ? undefined : format.length(durationMs),
    durationMs === null || song.durationMs === null ? undefined : differenceOf(durationMs - song.durationMs, say, format.length),
    formatAndSize(candidate, format),
    quality === 'unknown' ? undefined : wordFor(say, quality),
    ...figuresOf(candidate),
  ];
  return <small className="number">{parts.filter(Boolean).join(' · ')}</small>;
}

/** What nobody hears, in milliseconds. */
const sameWithinMs = 1000;

function differenceOf(ms: number, say: ReturnType<typeof useMessages<typeof actionMessages>>, length: (ms: number) => string): string {
  if (Math.abs(ms) < sameWithinMs) return say.sameLength;
  return ms > 0 ? say.longer(length(ms)) : say.shorter(length(-ms));
}
