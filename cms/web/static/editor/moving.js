// A row's handle, pressed: a sheet that asks for the position.

import { listOf, nameOf, rowAround, rowsOf } from "./dom.js";
import { move } from "./rows.js";

/** @param {HTMLFormElement} form */
export function start(form) {
  const sheet = document.getElementById("move-sheet");
  const position = document.getElementById("move-position");
  let row = null;
  let handle = null;

  form.addEventListener("click", (event) => {
    handle = event.target.closest("[data-do=to]");
    if (!handle || handle.dataset.dragged) return;
    row = rowAround(handle);
    const rows = rowsOf(listOf(row));
    document.getElementById("move-heading").textContent = `Move ${nameOf(row)}`;
    document.getElementById("move-of").textContent = `of ${rows.length}`;
    position.max = String(rows.length);
    position.value = String(rows.indexOf(row) + 1);
    sheet.returnValue = "";
    sheet.showModal();
    position.select();
  });
  sheet.addEventListener("close", () => {
    if (sheet.returnValue === "move") move(row, Number(position.value) - 1);
    handle.focus();
  });
}
