// excelts, which began as ExcelJS.
import { Workbook } from "@cj-tech-master/excelts";
import { write } from "./exceljs_cells.mjs";

await write(Workbook);
