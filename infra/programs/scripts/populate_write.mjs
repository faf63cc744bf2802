// xlsx-populate.
import Populate from "xlsx-populate";
import { address, cannot, done, given, isStruck, moment, output } from "./given.mjs";

if (given.since1904) cannot.push("date-1904");
const workbook = await Populate.fromBlankAsync();
const sheet = workbook.sheet(0).name(given.sheet);
for (const one of given.cells) {
  const cell = sheet.cell(one.row, one.column);
  if (["date", "datetime", "midnight"].includes(one.kind)) cell.value(moment(one));
  else if (one.kind === "link") cell.value(one.value).hyperlink(one.target);
  else if (one.kind === "formula") cell.formula(one.value);
  else if (one.kind === "rich") cell.value(new Populate.RichText().add(one.value[0], { bold: true }).add(one.value[1]));
  else cell.value(one.value);
  if (one.format) cell.style("numberFormat", one.format);
  if (isStruck(one)) cell.style("strikethrough", true);
}
if (given.merged) {
  cannot.push("comment");
  const between = ([top, left, bottom, right]) => `${address(top, left)}:${address(bottom, right)}`;
  sheet.range(between(given.merged)).merged(true);
  sheet.row(given.hiddenRow).hidden(true);
  sheet.column(given.hiddenColumn).hidden(true);
  sheet.range(between(given.validation)).dataValidation({ type: "list", formula1: `"${given.validation[4].join(",")}"` });
  sheet.range(between(given.filter)).autoFilter();
  for (const [name, state] of given.hiddenSheets) {
    const other = workbook.addSheet(name);
    other.cell("A1").value("FASIT");
    other.hidden(state === "hidden" ? true : "very");
  }
}
await workbook.toFileAsync(output);
done();
