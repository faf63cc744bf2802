// Apache POI: opened, and saved again.
import java.io.FileInputStream;
import java.io.FileOutputStream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

public class PoiSave {
    public static void main(String[] arguments) throws Exception {
        try (XSSFWorkbook book = new XSSFWorkbook(new FileInputStream(arguments[0]));
             FileOutputStream out = new FileOutputStream(arguments[1])) {
            book.write(out);
        }
    }
}
