export { foldText } from './folding/fold-text.js';
export { pinyinReadings, pinyinSyllables } from './folding/pinyin.js';
export { isCjk } from './folding/script.js';
export { searchKey } from './folding/search-key.js';
export { safeSegment } from './layout/safe-segment.js';
export { MAX_LOCATOR_LENGTH, siblingLocator, type TrackPlace, trackLocator } from './layout/track-locator.js';
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
export { DEFAULT_LOCAL_BACKEND, localBackendName } from './storage/local-backend.js';
