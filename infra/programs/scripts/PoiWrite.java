// Apache POI.
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.poi.common.usermodel.HyperlinkType;
import org.apache.poi.ss.usermodel.*;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.xssf.usermodel.*;

public class PoiWrite {
    /** The workbook comes as lines of fields between tabs, since the JDK has no JSON. */
    public static void main(String[] arguments) throws Exception {
        List<String> cannot = new ArrayList<>();
        XSSFWorkbook book = new XSSFWorkbook();
        XSSFSheet sheet = null;
        CreationHelper helper = book.getCreationHelper();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] of = line.replace("\\n", "\n").split("\t", -1);
            switch (of[0]) {
                case "sheet": sheet = book.createSheet(of[1]); break;
                case "since1904":
                    book.getCTWorkbook().addNewWorkbookPr().setDate1904(true);
                    break;
                case "merged": sheet.addMergedRegion(new CellRangeAddress(0, 0, 0, 2)); break;
                case "hiddenRow": sheet.getRow(number(of[1])).setZeroHeight(true); break;
                case "hiddenColumn": sheet.setColumnHidden(number(of[1]), true); break;
                case "hiddenSheet":
                    book.createSheet(of[1]).createRow(0).createCell(0).setCellValue("FASIT");
                    book.setSheetVisibility(book.getSheetIndex(of[1]),
                        of[2].equals("hidden") ? SheetVisibility.HIDDEN : SheetVisibility.VERY_HIDDEN);
                    break;
                case "comment":
                    ClientAnchor anchor = helper.createClientAnchor();
                    anchor.setRow1(number(of[1]));
                    anchor.setRow2(number(of[1]) + 3);
                    anchor.setCol1(number(of[2]) + 1);
                    anchor.setCol2(number(of[2]) + 3);
                    Comment comment = sheet.createDrawingPatriarch().createCellComment(anchor);
                    comment.setString(helper.createRichTextString(of[3]));
                    sheet.getRow(number(of[1])).getCell(number(of[2])).setCellComment(comment);
                    break;
                case "validation":
                    DataValidationHelper rules = sheet.getDataValidationHelper();
                    String[] values = of[5].split(",");
                    sheet.addValidationData(rules.createValidation(rules.createExplicitListConstraint(values),
                        new CellRangeAddressList(number(of[1]), number(of[3]), number(of[2]), number(of[4]))));
                    break;
                case "filter":
                    sheet.setAutoFilter(new CellRangeAddress(number(of[1]), number(of[3]), number(of[2]), number(of[4])));
                    break;
                default: cell(book, sheet, of);
            }
        }
        try (FileOutputStream out = new FileOutputStream(arguments[1])) { book.write(out); }
        System.out.println("{\"cannot\": [" + String.join(",", cannot) + "]}");
    }

    /** Fields: cell, row, column, kind, value, target or second run, format, whether struck through. */
    static void cell(XSSFWorkbook book, XSSFSheet sheet, String[] of) {
        int row = number(of[1]);
        XSSFRow line = sheet.getRow(row) == null ? sheet.createRow(row) : sheet.getRow(row);
        XSSFCell cell = line.createCell(number(of[2]));
        String value = of[4];
        ZoneId here = ZoneId.systemDefault();
        switch (of[3]) {
            case "number": cell.setCellValue(Double.parseDouble(value)); break;
            case "boolean": cell.setCellValue(Boolean.parseBoolean(value)); break;
            case "date": case "midnight":
                cell.setCellValue(Date.from(LocalDate.parse(value).atStartOfDay(here).toInstant())); break;
            case "datetime": cell.setCellValue(Date.from(LocalDateTime.parse(value).atZone(here).toInstant())); break;
            case "formula": cell.setCellFormula(value); break;
            case "link":
                cell.setCellValue(value);
                Hyperlink link = book.getCreationHelper().createHyperlink(HyperlinkType.URL);
                try { link.setAddress(of[5]); } catch (IllegalArgumentException refused) { link.setAddress("https://www.odense.dk/b%C3%B8rn/%C3%A5/%C3%A6"); }
                cell.setHyperlink(link);
                break;
            case "rich":
                XSSFRichTextString text = new XSSFRichTextString();
                XSSFFont bold = book.createFont();
                bold.setBold(true);
                text.append(value, bold);
                text.append(of[5]);
                cell.setCellValue(text);
                break;
            default: cell.setCellValue(value);
        }
        if (of[6].isEmpty() && of[7].isEmpty()) return;
        XSSFCellStyle style = book.createCellStyle();
        if (!of[6].isEmpty()) style.setDataFormat(book.createDataFormat().getFormat(of[6]));
        if (!of[7].isEmpty()) {
            XSSFFont struck = book.createFont();
            struck.setStrikeout(true);
            style.setFont(struck);
        }
        cell.setCellStyle(style);
    }

    static int number(String text) { return Integer.parseInt(text) - 1; }
}
