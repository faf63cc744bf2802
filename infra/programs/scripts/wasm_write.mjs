// wasm-xlsxwriter, which is the crate rust_xlsxwriter for JavaScript.
import { writeFileSync } from "node:fs";
import * as xlsx from "wasm-xlsxwriter";
import { cannot, done, given, isStruck, moment, output } from "./given.mjs";

const { ExcelDateTime, Format, Formula, RichString, Url, Workbook } = xlsx;
const workbook = new Workbook();
const sheet = workbook.addWorksheet();
sheet.setName(given.sheet);
if (given.since1904) cannot.push("date-1904");
else cannot.push("validation", "very-hidden-sheet");
for (const one of given.cells) {
  const [row, column] = [one.row - 1, one.column - 1];
  let format = new Format();
  if (one.format) format = format.setNumFormat(one.format);
  if (isStruck(one)) format = format.setFontStrikethrough();
  let value = one.value;
  if (["date", "datetime", "midnight"].includes(one.kind)) value = moment(one);
  else if (one.kind === "formula") value = new Formula(`=${one.value}`);
  else if (one.kind === "link") {
    try {
      sheet.write(row, column, new Url(one.target).setText(one.value));
    } catch {
      cannot.push(one.property);
      sheet.write(row, column, "https://www.odense.dk/side");
    }
    continue;
  } else if (one.kind === "rich") {
    value = new RichString().append(new Format().setBold(), one.value[0]).append(new Format(), one.value[1]);
    sheet.write(row, column, value);
    continue;
  }
  sheet.writeWithFormat(row, column, value, format);
}
if (given.merged) {
  sheet.mergeRange(0, 0, 0, 2, given.cells[0].value, new Format());
  sheet.setRowHeight(given.hiddenRow - 1, 0);
  sheet.setColumnWidth(given.hiddenColumn - 1, 0);
  const [row, column, text] = given.comment;
  sheet.insertNote(row - 1, column - 1, new xlsx.Note(text));
  const [top, left, bottom, right] = given.filter;
  sheet.autofilter(top - 1, left - 1, bottom - 1, right - 1);
  for (const [name] of given.hiddenSheets) {
    const other = workbook.addWorksheet();
    other.setName(name);
    other.write(0, 0, "FASIT");
    other.setHidden(true);
  }
}
if (given.table) {
  const [top, left, bottom, right] = given.table.map((at) => at - 1);
  const headers = given.cells.filter((one) => one.row === given.table[0]);
  const columns = headers.map((one) => new xlsx.TableColumn().setHeader(one.value));
  sheet.addTable(top, left, bottom, right, new xlsx.Table().setName("Tabel1").setColumns(columns));
}
writeFileSync(output, workbook.saveToBufferSync());
done();
