export { startFauxqs } from './fauxqs.js';
export type { ObjectServer } from './object-server.js';
export { requireSwift, startSwift } from './swift.js';
