// What several pasted lines are: a row each, or rows of a name and its text, as people write them elsewhere. Lines with
// tabs, as from a spreadsheet, and groups of two lines and more are a row each. Else a question begins a row if the first
// line is one, and what follows is its answer; else a line too long for a name is the text of the name above it, or begins
// with that: "Name: text".

/** @typedef {{name: string, text: string}} Entry text: "" where there is none */

const MARK = /^(?:[•◦▪‣·*–—-]|\d{1,2}[.)])\s+/;
const QUESTION = /[?؟？]$/;
const NAMED = /^(.+?)(?:\s*:|\s+[–—-])\s+(.+)$/;

/** @param {ClipboardEvent} event @returns {string} what is pasted, with one kind of line end */
export const textOf = (event) => (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n");

/** @param {string} text @returns {string[]} its lines, without those that are blank and without what marks them in a list */
export const linesOf = (text) => text.split("\n").map((one) => one.trim().replace(MARK, "")).filter(Boolean);

/**
 * @param {string} text @param {number} longest characters that a name may have; 0: rows have a name and no text
 * @returns {Entry[]}
 */
export function entriesIn(text, longest) {
  const lines = linesOf(text);
  if (!longest) return lines.map((name) => ({ name, text: "" }));
  const cells = lines.map((line) => line.split(/\s*\t\s*/));
  if (cells.every((one) => one.length > 1)) return cells.map(together);
  const groups = text.split(/\n\s*\n/).map(linesOf).filter((one) => one.length);
  if (groups.length > 1 && groups.every((one) => one.length > 1)) return groups.map(together);
  const isLong = (line) => [...line].length > longest;
  const parted = lines.map((line) => (isLong(line) ? NAMED.exec(line)?.slice(1) : undefined));
  if (lines.every((line, index) => parted[index] && !isLong(parted[index][0]))) return parted.map(together);
  const begins = QUESTION.test(lines[0]) ? (line) => QUESTION.test(line) : (line) => !isLong(line);
  const found = [];
  for (const line of lines) {
    if (!found.length || begins(line)) found.push([line]);
    else found.at(-1).push(line);
  }
  return found.map(together);
}

const together = ([name, ...text]) => ({ name, text: text.join("\n") });
