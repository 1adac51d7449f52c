export { HttpClient } from './http-client.js';
export type { FileRequest, OutboundRequest } from './http-options.js';
export { JsonShape } from './json-shape.js';
