// Lets plain Node run src/*.ts of this workspace: node --conditions=catalogsync-source --import ./tools/swc-register.mjs FILE.ts
import { register } from 'node:module';

register(new URL('./swc-hooks.mjs', import.meta.url));
