export { type AddressTrust, configuredAddress, foreignAddress } from './address-trust.js';
export { HttpClient } from './http-client.js';
export type { FileRequest, OutboundRequest } from './http-options.js';
export { JsonShape } from './json-shape.js';
export { PrivateHosts } from './private-hosts.js';
