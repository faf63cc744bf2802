# readxl: the texts of a sheet.
suppressMessages(library(readxl))
arguments <- commandArgs(trailingOnly = TRUE)
table <- suppressMessages(read_excel(arguments[1], sheet = arguments[2], col_names = FALSE, col_types = "text"))
cat(jsonlite::toJSON(as.matrix(table), na = "null"), "\n")
