# openxlsx: opened, and saved again.
library(openxlsx)
arguments <- commandArgs(trailingOnly = TRUE)
saveWorkbook(loadWorkbook(arguments[1]), arguments[2], overwrite = TRUE)
