// hucre.
import { writeFileSync } from "node:fs";
import { writeXlsx } from "hucre";
import { address, done, given, isStruck, moment, output } from "./given.mjs";

const last = Math.max(...given.cells.map((one) => one.row));
const rows = Array.from({ length: last }, () => Array(12).fill(null));
const cells = new Map();
for (const one of given.cells) {
  const cell = {};
  let value = one.value;
  if (["date", "datetime", "midnight"].includes(one.kind)) value = moment(one);
  else if (one.kind === "link") cell.hyperlink = { target: one.target };
  else if (one.kind === "formula") {
    value = null;
    cell.formula = one.value;
  } else if (one.kind === "rich") {
    value = one.value.join("");
    cell.richText = [{ text: one.value[0], font: { bold: true } }, { text: one.value[1] }];
  }
  if (one.format) cell.style = { numFmt: one.format };
  if (isStruck(one)) cell.style = { font: { strikethrough: true } };
  rows[one.row - 1][one.column - 1] = value;
  if (Object.keys(cell).length) cells.set(`${one.row - 1},${one.column - 1}`, { value, ...cell });
}
const sheet = { name: given.sheet, rows, cells };
const sheets = [sheet];
if (given.merged) {
  const [row, column, text] = given.comment;
  const key = `${row - 1},${column - 1}`;
  cells.set(key, { value: rows[row - 1][column - 1], ...cells.get(key), comment: { author: "Kommunen", text } });
  sheet.merges = [{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }];
  sheet.rowDefs = new Map([[given.hiddenRow - 1, { hidden: true }]]);
  sheet.columns = Array.from({ length: 12 }, (_, at) => (at + 1 === given.hiddenColumn ? { hidden: true } : {}));
  const [top, left, bottom, right, values] = given.validation;
  sheet.dataValidations = [{ type: "list", values, range: `${address(top, left)}:${address(bottom, right)}` }];
  sheet.autoFilter = { range: `${address(given.filter[0], given.filter[1])}:${address(given.filter[2], given.filter[3])}` };
  for (const [name, state] of given.hiddenSheets)
    sheets.push({ name, rows: [["FASIT"]], [state === "hidden" ? "hidden" : "veryHidden"]: true });
}
if (given.table) {
  const [top, left, bottom, right] = given.table;
  const columns = rows[top - 1].map((name) => ({ name }));
  sheet.tables = [{ name: "Tabel1", range: `${address(top, left)}:${address(bottom, right)}`, columns }];
}
writeFileSync(output, await writeXlsx({ sheets, dateSystem: given.since1904 ? "1904" : "1900" }));
done();
