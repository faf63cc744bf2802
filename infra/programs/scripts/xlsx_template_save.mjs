// xlsx-template: each sheet filled in with nothing.
import { readFileSync, writeFileSync } from "node:fs";
import XlsxTemplate from "xlsx-template";

const template = new XlsxTemplate(readFileSync(process.argv[2]));
for (const sheet of template.sheets) template.substitute(sheet.name, {});
writeFileSync(process.argv[3], template.generate({ type: "nodebuffer" }));
