import 'reflect-metadata'; import { createRequire as __requireFrom } from 'node:module'; import { dirname as __folderOf } from 'node:path'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);
var coverSizes=[96,300,640];function mosaicHash(four,hashOf){return hashOf(`mosaic of 4
${four.join(`
`)}
`)}export{coverSizes,mosaicHash};
//# sourceMappingURL=chunk-V5SOCFVC.js.map
