"""What the reader will take on. Bytes, seconds, and rows and columns as Excel counts them."""

FILE_BYTES = 5_000_000
PART_BYTES = 40_000_000
UNPACKED_BYTES = 60_000_000
ENTRIES = 2_000

# Rows of a table.
TABLE_ROWS = 10_000
# The same, and room for titles, sections and blank rows between them.
LAST_ROW = 12_000
LAST_COLUMN = 256
# Of a sheet that goes on beyond them: how many cells are searched for personal numbers, and how many texts are told.
FAR_CELLS = 2_000_000
FAR_TEXTS = 20_000
# Excel's own limit of characters in a cell; no other program writes more that Excel can show.
CELL_CHARACTERS = 32_767
FORMULA_CHARACTERS = 200

# Between the values of a column that the child tells. JSON leaves it as it is, and hardly any text has it.
APART = "\x7f"
# What the child may say in all. 10,000 rows of 11 columns are about 4 MB.
ANSWER_BYTES = 24_000_000

CHILD_MEMORY = 512 * 1024 * 1024
CHILD_CPU_SECONDS = 5
# Just under the 5 seconds that a caller is promised.
WALL_SECONDS = 4.6

# Writing in a workbook: CPU seconds for all that it takes, checking it again included, and memory of the child.
EDIT_CPU_SECONDS = 5.0
EDIT_MEMORY = 300_000_000
# A child that starts needs a tenth of a second; with less than this left, none is started.
LEAST_EDIT_SECONDS = 0.3
EDIT_WALL_SECONDS = 20.0
# What a child may say of its file, and how large that may be: comments and a front sheet make a sheet larger.
EDIT_HEAD_BYTES = 2_000_000
EDITED_BYTES = 20_000_000
# Excel opens no workbook with more cell formats. Of names it has some hundred thousand only where a workbook is ill.
MOST_FORMATS = 65_490
MOST_NAMES = 65_490
