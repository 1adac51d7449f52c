import 'reflect-metadata'; import { createRequire as __requireFrom } from 'node:module'; import { dirname as __folderOf } from 'node:path'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);
import{anyAnswers,reachService}from"./chunk-3XKNDYYQ.js";import"./chunk-F5HW6GD7.js";import"./chunk-4SJXAATE.js";import"./chunk-LTH47AZE.js";import"./chunk-M6IHWZRX.js";export{anyAnswers,reachService};
//# sourceMappingURL=reach-service-KU6UH4O4.js.map
