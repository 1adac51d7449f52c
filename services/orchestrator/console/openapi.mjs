import { openApiOf } from '@catalogsync/http';
import { consoleApi } from '../dist/adapters/http/console-api.js';

/** Stands for whatever the routes call when they are asked; the document only reads what they declare. */
const unasked = new Proxy(() => unasked, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : unasked) });

/** The OpenAPI document of the console's API, as the service serves it. */
export const openApi = () => openApiOf(consoleApi(unasked));
