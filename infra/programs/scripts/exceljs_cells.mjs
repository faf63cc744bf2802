// What ExcelJS and excelts, which began as ExcelJS, are asked by the same names.
import { address, done, given, isStruck, moment, output } from "./given.mjs";

/** Give a cell what it is asked for, of whichever writer it is. */
export function fill(cell, one) {
  if (["date", "datetime", "midnight"].includes(one.kind)) cell.value = moment(one);
  else if (one.kind === "link") cell.value = { text: one.value, hyperlink: one.target };
  else if (one.kind === "formula") cell.value = { formula: one.value };
  else if (one.kind === "rich") cell.value = { richText: [{ text: one.value[0], font: { bold: true } }, { text: one.value[1] }] };
  else cell.value = one.value;
  if (one.format) cell.numFmt = one.format;
  if (isStruck(one)) cell.font = { strike: true };
}

export async function write(Workbook) {
  const workbook = new Workbook();
  workbook.properties.date1904 = given.since1904;
  const sheet = workbook.addWorksheet(given.sheet);
  for (const one of given.cells) fill(sheet.getCell(one.row, one.column), one);
  if (given.merged) {
    sheet.mergeCells(...given.merged);
    sheet.getRow(given.hiddenRow).hidden = true;
    sheet.getColumn(given.hiddenColumn).hidden = true;
    for (const [name, state] of given.hiddenSheets) workbook.addWorksheet(name, { state }).getCell("A1").value = "FASIT";
    const [row, column, text] = given.comment;
    sheet.getCell(row, column).note = text;
    const [top, left, bottom, , values] = given.validation;
    for (let at = top; at <= bottom; at++)
      sheet.getCell(at, left).dataValidation = { type: "list", allowBlank: true, formulae: [`"${values.join(",")}"`] };
    const filter = given.filter;
    sheet.autoFilter = `${address(filter[0], filter[1])}:${address(filter[2], filter[3])}`;
  }
  if (given.table) {
    const [top, left, bottom, right] = given.table;
    const values = (row) => Array.from({ length: right - left + 1 }, (_, at) => sheet.getCell(row, left + at).value);
    const rows = Array.from({ length: bottom - top }, (_, at) => values(top + 1 + at));
    const columns = values(top).map((name) => ({ name }));
    sheet.addTable({ name: "Tabel1", ref: address(top, left), headerRow: true, columns, rows });
  }
  await workbook.xlsx.writeFile(output);
  done();
}
