"""excelize: opened, and saved again."""

import sys

import excelize

book = excelize.open_file(sys.argv[1])
book.set_cell_value(book.get_sheet_list()[0], "Z90", "")
book.save_as(sys.argv[2])
book.close()
