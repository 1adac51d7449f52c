import { writeFileSync } from 'node:fs';
import { serviceNames } from '@catalogsync/runtime';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { renderConfigurationPage } from './configuration-page.js';
import { renderExampleSettings } from './example-settings.js';

const groups = keyGroups(await loadServices(serviceNames));
writeFileSync(new URL('../docs/configuration.md', import.meta.url), renderConfigurationPage(groups));
writeFileSync(new URL('../deploy/catalogsync.env.example', import.meta.url), renderExampleSettings(groups));
