# openxlsx.
library(openxlsx)
library(jsonlite)
arguments <- commandArgs(trailingOnly = TRUE)
given <- fromJSON(arguments[1], simplifyVector = FALSE)
cannot <- c()
book <- createWorkbook()
options(openxlsx.datetimeCreated = as.POSIXct("2026-01-01"))
if (given$since1904) cannot <- c(cannot, "date-1904")
name <- given$sheet
addWorksheet(book, name)
for (one in given$cells) {
  value <- one$value
  if (one$kind == "date") value <- as.Date(value)
  else if (one$kind == "datetime") value <- as.POSIXct(value, format = "%Y-%m-%dT%H:%M:%S", tz = "UTC")
  else if (one$kind == "midnight") value <- as.POSIXct(value, tz = "Europe/Copenhagen")
  else if (one$kind == "rich") { cannot <- c(cannot, one$property); value <- paste0(value[[1]], value[[2]]) }
  if (one$kind == "formula") writeFormula(book, name, value, startCol = one$column, startRow = one$row)
  else if (one$kind == "link") {
    target <- one$target
    names(target) <- value
    class(target) <- "hyperlink"
    writeData(book, name, target, startCol = one$column, startRow = one$row)
  } else writeData(book, name, value, startCol = one$column, startRow = one$row, colNames = FALSE)
  if (!is.null(one$format)) addStyle(book, name, createStyle(numFmt = one$format), one$row, one$column)
}
if (!is.null(given$merged)) {
  mergeCells(book, name, cols = 1:3, rows = 1)
  setRowHeights(book, name, rows = given$hiddenRow, heights = 0)
  setColWidths(book, name, cols = given$hiddenColumn, widths = 8, hidden = TRUE)
  addStyle(book, name, createStyle(textDecoration = "strikeout"), given$struck[[1]], given$struck[[2]])
  writeComment(book, name, col = given$comment[[2]], row = given$comment[[1]],
    comment = createComment(given$comment[[3]], author = "Kommunen"))
  choice <- given$validation
  dataValidation(book, name, cols = choice[[2]], rows = choice[[1]]:choice[[3]], type = "list",
    value = paste0('"', paste(unlist(choice[[5]]), collapse = ","), '"'))
  addFilter(book, name, rows = given$filter[[1]], cols = 1:given$filter[[4]])
  for (other in given$hiddenSheets) {
    addWorksheet(book, other[[1]])
    writeData(book, other[[1]], "FASIT", colNames = FALSE)
  }
  sheetVisibility(book) <- c("visible", "hidden", "veryHidden")
}
if (!is.null(given$table)) {
  value <- function(row, column) {
    for (one in given$cells) if (one$row == row && one$column == column) return(one$value)
    NA
  }
  columns <- lapply(1:12, function(column) sapply(2:4, value, column = column))
  columns[[4]] <- as.Date(columns[[4]])
  frame <- as.data.frame(columns, stringsAsFactors = FALSE)
  names(frame) <- sapply(1:12, function(column) value(1, column))
  writeDataTable(book, name, frame, tableName = "Tabel1")
}
saveWorkbook(book, arguments[2], overwrite = TRUE)
cat(toJSON(list(cannot = as.list(cannot)), auto_unbox = TRUE), "\n")
