// ExcelJS: opened, and saved again.
import ExcelJS from "exceljs";

const workbook = new ExcelJS.Workbook();
await workbook.xlsx.readFile(process.argv[2]);
await workbook.xlsx.writeFile(process.argv[3]);
