import 'reflect-metadata'; import { createRequire as __requireFrom } from 'node:module'; import { dirname as __folderOf } from 'node:path'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);
function entryNameOf(word){if(/^\d{1,15}$/.test(word))return{id:Number(word),platform:"",remoteId:""};let[platform="",...rest]=word.split(",");return{id:0,platform:platform.trim(),remoteId:rest.join(",").trim()}}export{entryNameOf};
//# sourceMappingURL=chunk-HV5G7AOJ.js.map
