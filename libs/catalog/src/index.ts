export { DEFAULT_LOCAL_BACKEND, localBackendName } from './storage/local-backend.js';
