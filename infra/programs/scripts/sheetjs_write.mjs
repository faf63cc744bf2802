// SheetJS (xlsx).
import XLSX from "xlsx";
import { address, cannot, done, given, moment, output } from "./given.mjs";

const sheet = {};
let last = 0;
for (const one of given.cells) {
  const cell = { t: "s", v: one.value };
  if (["date", "datetime", "midnight"].includes(one.kind)) Object.assign(cell, { t: "d", v: moment(one) });
  else if (one.kind === "number") cell.t = "n";
  else if (one.kind === "boolean") cell.t = "b";
  else if (one.kind === "link") cell.l = { Target: one.target };
  else if (one.kind === "formula") Object.assign(cell, { f: one.value, v: undefined, t: "n" });
  else if (one.kind === "rich") {
    cannot.push(one.property);
    cell.v = one.value.join("");
  }
  if (one.format) cell.z = one.format;
  sheet[address(one.row, one.column)] = cell;
  last = Math.max(last, one.row);
}
sheet["!ref"] = `A1:${address(last, 12)}`;
const workbook = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(workbook, sheet, given.sheet);
workbook.Workbook = { WBProps: { date1904: given.since1904 }, Sheets: [{ Hidden: 0 }] };
if (given.merged) {
  cannot.push("validation", "struck");
  const [top, left, bottom, right] = given.merged.map((at) => at - 1);
  sheet["!merges"] = [{ s: { r: top, c: left }, e: { r: bottom, c: right } }];
  sheet["!rows"] = [];
  sheet["!rows"][given.hiddenRow - 1] = { hidden: true };
  sheet["!cols"] = [];
  sheet["!cols"][given.hiddenColumn - 1] = { hidden: true };
  const [row, column, text] = given.comment;
  XLSX.utils.cell_add_comment(sheet[address(row, column)], text, "Kommunen");
  const filter = given.filter;
  sheet["!autofilter"] = { ref: `${address(filter[0], filter[1])}:${address(filter[2], filter[3])}` };
  for (const [name, state] of given.hiddenSheets) {
    XLSX.utils.book_append_sheet(workbook, XLSX.utils.aoa_to_sheet([["FASIT"]]), name);
    workbook.Workbook.Sheets.push({ Hidden: state === "hidden" ? 1 : 2 });
  }
}
XLSX.writeFile(workbook, output, { bookSST: true });
done();
