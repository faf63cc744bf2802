// SheetJS: opened, and saved again.
import XLSX from "xlsx";

const options = { cellStyles: true, cellNF: true, cellDates: true };
XLSX.writeFile(XLSX.readFile(process.argv[2], options), process.argv[3], { cellStyles: true });
