export { HttpClient } from './http-client.js';
export type { AnswerHead, FetchedBytes, FetchedFile, FileRequest, HttpClientOptions, HttpRequest, NotModified } from './http-options.js';
export { JsonShape } from './json-shape.js';
