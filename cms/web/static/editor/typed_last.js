// Which field was typed in last, of each group of numbers with their unit: “8–12 weeks” there means the whole quantity, and
// not what stood in the others before. The server reads the words; here it is only known what is newest.

const QUANTITY = "[inputmode=decimal]";
const groupOf = (control) => control.name.replace(/-[^-]+$/, "");
const last = new Set();

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("input", ({ target, isTrusted }) => {
    if (!isTrusted || !target.name) return;
    for (const one of last) if (groupOf(one) === groupOf(target)) last.delete(one);
    if (target.matches(QUANTITY)) last.add(target);
  });
  form.addEventListener("formdata", ({ formData }) => typedLast().forEach((name) => formData.append("typed", name)));
}

/** @returns {string[]} the names of those that say more than a number */
export const typedLast = () =>
  [...last].filter((one) => one.isConnected && one.value.trim() && Number.isNaN(Number(one.value))).map((one) => one.name);
