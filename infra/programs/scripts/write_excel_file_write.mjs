// write-excel-file.
import writeXlsxFile from "write-excel-file/node";
import { cannot, done, given, isStruck, moment, output } from "./given.mjs";

const last = Math.max(...given.cells.map((one) => one.row));
const rows = Array.from({ length: last }, () => Array(12).fill(null));
cannot.push(...(given.since1904 ? ["date-1904"] : ["hidden-row", "hidden-column", "hidden-sheet", "very-hidden-sheet", "comment", "validation", "filter"]));
for (const one of given.cells) {
  let cell = { value: one.value, type: String };
  if (["date", "datetime", "midnight"].includes(one.kind)) cell = { value: moment(one), type: Date };
  else if (one.kind === "boolean") cell.type = Boolean;
  else if (one.kind === "number") cell.type = Number;
  else if (one.kind === "formula") cell = { value: `=${one.value}`, type: "Formula" };
  else if (one.kind === "rich" || one.kind === "link") {
    cannot.push(one.property);
    cell.value = one.target || one.value.join("");
  }
  if (one.format) cell.format = one.format;
  if (isStruck(one)) cell.textDecoration = { strikethrough: true };
  rows[one.row - 1][one.column - 1] = cell;
}
if (given.merged) {
  rows[0][0].columnSpan = 3;
}
await writeXlsxFile(rows, { sheet: given.sheet }).toFile(output);
done();
