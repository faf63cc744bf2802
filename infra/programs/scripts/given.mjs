// The sheet that is asked for, and what a program cannot do of it.
import { readFileSync } from "node:fs";

export const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
export const output = process.argv[3];
export const cannot = [];
export const isStruck = (one) => given.struck && given.struck[0] === one.row && given.struck[1] === one.column;
/** The moment of a midnight in Denmark, as `new Date(2021, 6, 1)` gives it there; or of a day's midnight in UTC. */
export const moment = (one) => {
  const [year, month, day] = one.value.slice(0, 10).split("-").map(Number);
  if (one.kind === "midnight") return new Date(year, month - 1, day);
  return one.kind === "datetime" ? new Date(`${one.value}Z`) : new Date(Date.UTC(year, month - 1, day));
};
export const letters = (column) => String.fromCharCode(64 + column);
export const address = (row, column) => `${letters(column)}${row}`;
export const done = () => console.log(JSON.stringify({ cannot }));
