import { writeFileSync } from 'node:fs';
import { serviceNames } from '@catalogsync/runtime';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { renderConfigurationPage } from './configuration-page.js';

const page = renderConfigurationPage(keyGroups(await loadServices(serviceNames)));
writeFileSync(new URL('../docs/configuration.md', import.meta.url), page);
