// ExcelJS, its streaming writer.
import ExcelJS from "exceljs";
import { address, cannot, done, given, isStruck, moment, output } from "./given.mjs";

if (given.since1904) cannot.push("date-1904");
const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: output, useStyles: true, useSharedStrings: false });
const sheet = workbook.addWorksheet(given.sheet);
if (given.merged) {
  sheet.getColumn(given.hiddenColumn).hidden = true;
  const filter = given.filter;
  sheet.autoFilter = `${address(filter[0], filter[1])}:${address(filter[2], filter[3])}`;
}
for (const one of given.cells) {
  const cell = sheet.getRow(one.row).getCell(one.column);
  if (["date", "datetime", "midnight"].includes(one.kind)) cell.value = moment(one);
  else if (one.kind === "link") cell.value = { text: one.value, hyperlink: one.target };
  else if (one.kind === "formula") cell.value = { formula: one.value };
  else if (one.kind === "rich") cell.value = { richText: [{ text: one.value[0], font: { bold: true } }, { text: one.value[1] }] };
  else cell.value = one.value;
  if (one.format) cell.numFmt = one.format;
  if (isStruck(one)) cell.font = { strike: true };
}
if (given.merged) {
  sheet.mergeCells(...given.merged);
  sheet.getRow(given.hiddenRow).hidden = true;
  const [row, column, text] = given.comment;
  sheet.getRow(row).getCell(column).note = text;
  const [top, left, bottom, , values] = given.validation;
  for (let at = top; at <= bottom; at++)
    sheet.getRow(at).getCell(left).dataValidation = { type: "list", formulae: [`"${values.join(",")}"`] };
}
sheet.commit();
if (given.merged)
  for (const [name, state] of given.hiddenSheets) {
    const other = workbook.addWorksheet(name, { state });
    other.getRow(1).getCell(1).value = "FASIT";
    other.commit();
  }
await workbook.commit();
done();
