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

# What the child may say in all. 10,000 rows of 11 columns are about 4 MB.
ANSWER_BYTES = 24_000_000

CHILD_MEMORY = 512 * 1024 * 1024
CHILD_CPU_SECONDS = 5
# Just under the 5 seconds that a caller is promised.
WALL_SECONDS = 4.6
