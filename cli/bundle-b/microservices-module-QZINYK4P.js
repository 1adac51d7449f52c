import 'reflect-metadata'; import { createRequire as __requireFrom } from 'node:module'; import { dirname as __folderOf } from 'node:path'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);
import{MicroservicesModule}from"./chunk-MKZLN34O.js";import"./chunk-FHMHIR4R.js";import"./chunk-M6IHWZRX.js";export{MicroservicesModule};
//# sourceMappingURL=microservices-module-QZINYK4P.js.map
