"""The report on one file: all findings, and the formats in which it is written."""
