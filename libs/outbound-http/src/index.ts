export { HttpClient } from './http-client.js';
export type { AnswerHead, FetchedBytes, FetchedFile, HttpClientOptions, HttpRequest, NotModified } from './http-options.js';
