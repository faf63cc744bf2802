// hucre: opened, and saved again.
import { readFileSync, writeFileSync } from "node:fs";
import { openXlsx, saveXlsx } from "hucre";

writeFileSync(process.argv[3], await saveXlsx(await openXlsx(new Uint8Array(readFileSync(process.argv[2])))));
