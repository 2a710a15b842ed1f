// What several pasted lines are: a row each, or rows of a name and its text, as people write them elsewhere. Lines with
// tabs, as from a spreadsheet, and groups of a name and sentences are a row each. Else a question begins a row if the
// first line is one, and what follows is its answer; else lines too long for a name are the text of the name above them,
// or begin with that: "Name: text". What fits none of these for all of its lines is a row a line.

/** @typedef {{name: string, text: string}} Entry text: "" where there is none */

const DOTS = "•◦▪‣·●○■□➢➤✓✔\uf0b7\uf0a7\uf0d8*–—-"; // those of word processors' own fonts, too
const MARK = new RegExp(`^(?:(?:[${DOTS}]|\\(?\\d{1,2}[.)]|[a-z]\\))\\s+|o(?:\\t|\\u00a0| {2})\\s*)`);
const MARKED = new RegExp(`^(?:[${DOTS}]|\\(?\\d{0,3}[.)]?|o)$`); // a cell that says nothing else
const QUESTION = /[?؟？]$/;
const SENTENCE = /[.!?…؟。！？।]["'”’»）)\]]*$/;
const NAMED = /^([^.,;!?]*\p{L}[^.,;!?]*?)(?:\s*:\s+|\s*：\s*|\s+[–—-]\s+(?!\d))(.+)$/u;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const UNSEEN = /[\u00ad\u2060\ufeff]/g; // where a line may end in the text they come from
const QUOTED = /(^|\t)"((?:[^"]|"")*\n(?:[^"]|"")*)"(?=\t|\n|$)/gm; // a cell of several lines
const WITHIN = "\u2028";

/** @param {ClipboardEvent} event @returns {string} what is pasted, with one kind of line end */
export const textOf = (event) => (event.clipboardData?.getData("text/plain") ?? "").replace(LINE_ENDS, "\n").replace(UNSEEN, "");

const trimmed = (line) => line.replace(/^[\s\u200b]+|[\s\u200b]+$/g, "");

/** @param {string} text @returns {string[]} its lines, without those that are blank and without what marks them in a list */
export const linesOf = (text) =>
  text.split("\n").map((one) => trimmed(trimmed(one).replace(MARK, "").replace(/\s*\t\s*/g, " "))).filter(Boolean);

/**
 * @param {string} text @param {number} longest characters that a name may have; 0: rows have a name and no text
 * @returns {Entry[]}
 */
export function entriesIn(text, longest) {
  const lines = linesOf(text);
  const isLong = (line) => [...line].length > longest;
  const found = longest ? cellsIn(text, isLong) ?? groupsIn(text, isLong) ?? partsIn(lines, isLong) ?? turnsIn(lines, isLong) : null;
  return (found ?? lines.map((one) => [one])).map(([name, ...more]) => ({ name, text: more.filter(Boolean).join("\n") }));
}

/** Columns that only number the rows are left out. */
function cellsIn(text, isLong) {
  const whole = text.replace(QUOTED, (_, before, cell) => before + cell.replaceAll('""', '"').replaceAll("\n", WITHIN));
  const rows = whole.split("\n").filter((one) => trimmed(one)).map((one) => one.split("\t").map((cell) => trimmed(cell).replaceAll(WITHIN, "\n")));
  if (rows.some((one) => one.length < 2)) return null;
  const first = rows[0].findIndex((_, column) => rows.some((one) => !MARKED.test(one[column] ?? "")));
  const cells = rows.map((one) => one.slice(first));
  const isNamed = cells.every(([name]) => name && !isLong(name) && !name.includes("\n"));
  return first >= 0 && isNamed && cells.some(([, ...more]) => more.some(Boolean)) ? cells : null;
}

function groupsIn(text, isLong) {
  const groups = text.split(/\n[\s\u200b]*\n/).map(linesOf).filter((one) => one.length);
  const isSaid = (line) => isLong(line) || SENTENCE.test(line);
  // A line that goes on with a small letter was broken by its page.
  const isGroup = ([name, ...more]) => !isLong(name) && more.some(isSaid) && !/^\p{Ll}/u.test(more[0]);
  return groups.length > 1 && groups.every(isGroup) ? groups : null;
}

function partsIn(lines, isLong) {
  const parts = lines.map((line) => NAMED.exec(line)?.slice(1) ?? []);
  return lines.every((line, index) => isLong(line) && parts[index].length && !isLong(parts[index][0])) ? parts : null;
}

function turnsIn(lines, isLong) {
  const asks = QUESTION.test(lines[0]);
  const found = [];
  for (const line of lines) {
    if (!found.length || (asks ? QUESTION.test(line) : !isLong(line))) found.push([line]);
    else found.at(-1).push(line);
  }
  // A heading may stand above them.
  return asks || (!isLong(lines[0]) && found.slice(1).every((one) => one.length > 1)) ? found : null;
}
