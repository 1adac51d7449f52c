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
