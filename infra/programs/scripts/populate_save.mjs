// xlsx-populate: opened, and saved again.
import Populate from "xlsx-populate";

const workbook = await Populate.fromFileAsync(process.argv[2]);
await workbook.toFileAsync(process.argv[3]);
