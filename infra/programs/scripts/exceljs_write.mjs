// ExcelJS.
import ExcelJS from "exceljs";
import { write } from "./exceljs_cells.mjs";

await write(ExcelJS.Workbook);
