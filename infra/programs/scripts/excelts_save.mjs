// excelts: opened, and saved again.
import { Workbook } from "@cj-tech-master/excelts";

const workbook = new Workbook();
await workbook.xlsx.readFile(process.argv[2]);
await workbook.xlsx.writeFile(process.argv[3]);
