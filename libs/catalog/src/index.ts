export { foldText } from './folding/fold-text.js';
export { joinedName, joinedWords } from './folding/joined-words.js';
export { pinyinReadings, pinyinSyllables } from './folding/pinyin.js';
export { isCjk } from './folding/script.js';
export { searchKey } from './folding/search-key.js';
export {
  eachSound,
  endOfScript,
  type SoundScript,
  soundOf,
  soundScriptOf,
  soundScripts,
  soundsOf,
  spellingsOf,
} from './folding/sounds.js';
export { safeSegment } from './layout/safe-segment.js';
export { siblingLocator, type TrackPlace, trackLocator } from './layout/track-locator.js';
export { artistKey, keysOfArtist } from './matching/artist-keys.js';
export { type ArtistAliases, artistAliases, namesNobody, splitArtists } from './matching/artists.js';
export { type Choosable, chooseCandidate, compareCandidates } from './matching/choice.js';
export { creditedArtists } from './matching/credited-artists.js';
export { resolveKeyword } from './matching/keyword.js';
export { hasCjk, normaliseTitle } from './matching/normalise.js';
export {
  type AcceptedMatch,
  defaultTolerance,
  type Match,
  type MatchReason,
  type MatchRejection,
  matchPriority,
} from './matching/priority.js';
export { describeRecording, type Recording, type RecordingInput } from './matching/recording.js';
export { RecordingReader } from './matching/recording-reader.js';
export { audioMediaType } from './media-type/audio-media-type.js';
export { platformName } from './platform/platform-name.js';
export {
  type QualityLabel,
  qualityLabel,
  qualityLabels,
  qualityRank,
  storedQualityLabel,
} from './quality/quality-label.js';
export { defaultQualityProfile, isTrialClip, meetsProfile, type QualityProfile, qualityProfile } from './quality/quality-profile.js';
export { DEFAULT_LOCAL_BACKEND, localBackendName } from './storage/local-backend.js';
