// ExcelJS, its streaming writer.
import ExcelJS from "exceljs";
import { fill } from "./exceljs_cells.mjs";
import { address, cannot, done, given, output } from "./given.mjs";

if (given.since1904) cannot.push("date-1904");
const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: output, useStyles: true, useSharedStrings: false });
const sheet = workbook.addWorksheet(given.sheet);
if (given.merged) {
  sheet.getColumn(given.hiddenColumn).hidden = true;
  const filter = given.filter;
  sheet.autoFilter = `${address(filter[0], filter[1])}:${address(filter[2], filter[3])}`;
}
for (const one of given.cells) fill(sheet.getRow(one.row).getCell(one.column), one);
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
