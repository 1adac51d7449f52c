export { foldText } from './folding/fold-text.js';
export { pinyinReadings, pinyinSyllables } from './folding/pinyin.js';
export { isCjk } from './folding/script.js';
export { searchKey } from './folding/search-key.js';
export { safeSegment } from './layout/safe-segment.js';
export { MAX_LOCATOR_LENGTH, siblingLocator, type TrackPlace, trackLocator } from './layout/track-locator.js';
export { artistKey } from './matching/artist-keys.js';
export {
  type ArtistAliases,
  type ArtistSet,
  artistAliases,
  artistSet,
  artistsOverlap,
  sameArtists,
  splitArtists,
} from './matching/artists.js';
export { type Choosable, chooseCandidate, compareCandidates } from './matching/choice.js';
export { resolveKeyword } from './matching/keyword.js';
export { normaliseIsrc, normaliseTitle } from './matching/normalise.js';
export {
  type AcceptedMatch,
  defaultTolerance,
  type Match,
  type MatchGroup,
  type MatchPriority,
  type MatchReason,
  type MatchRejection,
  type MatchTolerance,
  matchGroup,
  matchPriority,
  type RejectedMatch,
} from './matching/priority.js';
export { type DescribeOptions, describeRecording, type Recording, type RecordingInput } from './matching/recording.js';
export { parseTitle, type TitleParts } from './matching/title.js';
export { type VersionKind, versionKinds } from './matching/version-kinds.js';
export { audioMediaType } from './media-type/audio-media-type.js';
export {
  type Encoding,
  isQualityLabel,
  type QualityLabel,
  qualityLabel,
  qualityLabels,
  qualityRank,
  storedQualityLabel,
} from './quality/quality-label.js';
export {
  defaultQualityProfile,
  isTrialClip,
  meetsProfile,
  profileRank,
  type QualityGroup,
  type QualityProfile,
  type QualityProfileProblem,
  qualityGroup,
  qualityProfile,
} from './quality/quality-profile.js';
export { DEFAULT_LOCAL_BACKEND, localBackendName } from './storage/local-backend.js';
