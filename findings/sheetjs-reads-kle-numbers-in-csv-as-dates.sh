#!/usr/bin/env bash
# SheetJS as npm has it (xlsx 0.18.5) reads some of Denmark's KLE numbers in CSV as dates, and half of a date column
# with day and month swapped.
#
# Guess: what has two points in it, like 01.02.03, is no number and stays text.
# Seen:  it is handed to JavaScript's own reading of dates, which takes points as the American slashes. 01.02.03 is the
#        2nd of January 2003, 27.03.16 stays text. In one column 1.4.2025 is the 4th of January, 15.12.2024 stays text.
#        (Release 0.20.3 leaves those with points as they are; npm's "latest" does not have it.)
# With:  xlsx 0.18.5 from npm; seen on 2026-11-29.
# Matters: a municipality's list of tasks, exported as CSV and turned into a workbook, has dates where the numbers of
#        groups 01 to 12 were, and nothing tells them from the sound rows but their type.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --no-save --ignore-scripts xlsx@0.18.5 >/dev/null
cat >read.cjs <<'JS'
const XLSX = require("xlsx");
console.log("xlsx", XLSX.version, "node", process.version);
const csv = "KLE;Dato\n27.03.16;15.12.2024\n01.02.03;1.4.2025\n";
const sheet = Object.values(XLSX.read(csv, { type: "string" }).Sheets)[0];
const seen = ["A2", "A3", "B2", "B3"].map((address) => sheet[address].v);
console.log("27.03.16   ->", seen[0]);
console.log("01.02.03   ->", seen[1], "=", XLSX.SSF.format("yyyy-mm-dd", seen[1]));
console.log("15.12.2024 ->", seen[2]);
console.log("1.4.2025   ->", seen[3], "=", XLSX.SSF.format("yyyy-mm-dd", seen[3]));
if (JSON.stringify(seen) !== JSON.stringify(["27.03.16", 37623, "15.12.2024", 45661])) {
  console.error("The behaviour has changed.");
  process.exit(1);
}
JS
TZ=Europe/Copenhagen node read.cjs
