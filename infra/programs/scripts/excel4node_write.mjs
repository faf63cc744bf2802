// excel4node.
import xl from "excel4node";
import { cannot, done, given, isStruck, moment, output } from "./given.mjs";

if (given.since1904) cannot.push("date-1904");
const workbook = new xl.Workbook({ dateFormat: "dd-mm-yyyy" });
const sheet = workbook.addWorksheet(given.sheet);
for (const one of given.cells) {
  const cell = sheet.cell(one.row, one.column);
  if (["date", "datetime", "midnight"].includes(one.kind)) cell.date(moment(one));
  else if (one.kind === "link") cell.link(one.target, one.value);
  else if (one.kind === "formula") cell.formula(one.value);
  else if (one.kind === "rich") cell.string([{ bold: true }, one.value[0], { bold: false }, one.value[1]]);
  else if (one.kind === "boolean") cell.bool(one.value);
  else if (one.kind === "number") cell.number(one.value);
  else cell.string(one.value);
  if (one.format) cell.style({ numberFormat: one.format });
  if (isStruck(one)) cell.style({ font: { strike: true } });
}
if (given.merged) {
  cannot.push("very-hidden-sheet");
  const [top, left, bottom, right] = given.merged;
  sheet.cell(top, left, bottom, right, true).string(given.cells[0].value);
  sheet.row(given.hiddenRow).hide();
  sheet.column(given.hiddenColumn).hide();
  const [row, column, text] = given.comment;
  sheet.cell(row, column).comment(text);
  const choice = given.validation;
  sheet.addDataValidation({ type: "list", sqref: `C${choice[0]}:C${choice[2]}`, formulas: [choice[4].join(",")] });
  sheet.row(given.filter[0]).filter({ firstRow: given.filter[0], firstColumn: 1, lastRow: given.filter[2], lastColumn: 12 });
  for (const [name] of given.hiddenSheets) workbook.addWorksheet(name, { hidden: true }).cell(1, 1).string("FASIT");
}
const data = await workbook.writeToBuffer();
(await import("node:fs")).writeFileSync(output, data);
done();
