import { describeSource } from '../src/core/sources/source.contract.js';
import { platformSources } from './emulated-sources.js';

// Sources of platforms that give files. Real and emulated: as in source-conformance.spec.ts.
for (const [name, contract] of Object.entries(platformSources)) {
  if (contract.can.includes('fetch')) describeSource(name, contract);
}
