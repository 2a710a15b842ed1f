// A row's handle, dragged: an extra beside the buttons, the keys and the sheet. Only the order on the page changes
// while one drags; the names follow once, when one lets go.

import { addOf, changed, listOf, rowAround, rowsOf } from "./dom.js";
import { renumber } from "./numbering.js";
import { moved } from "./rows.js";

const FAR_ENOUGH = 6; // pixels: less is a press

/** @param {HTMLFormElement} form */
export function start(form) {
  let drag = null;

  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-do=to]");
    if (!handle || event.button) return;
    delete handle.dataset.dragged;
    const row = rowAround(handle);
    const list = listOf(row);
    const place = rowsOf(list).indexOf(row);
    drag = { handle, row, list, place, from: event.clientY, before: row.nextElementSibling, moving: false, y: null };
    handle.setPointerCapture(event.pointerId);
  });

  form.addEventListener("pointermove", (event) => {
    if (!drag || (!drag.moving && Math.abs(event.clientY - drag.from) < FAR_ENOUGH)) return;
    if (!drag.moving) drag.row.classList.add("dragged");
    drag.moving = true;
    if (drag.y === null) requestAnimationFrame(follow); // one look at the layout a frame
    drag.y = event.clientY;
  });

  form.addEventListener("pointerup", () => end(true));
  form.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", (event) => {
    if (drag?.moving && event.key === "Escape") end(false);
  });

  function follow() {
    if (!drag || drag.y === null) return;
    const { row, list, y } = drag;
    drag.y = null;
    const others = rowsOf(list).filter((one) => one !== row);
    const below = others.find((one) => {
      const box = one.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    const place = below ?? addOf(list);
    if (row.nextElementSibling !== place) place.before(row);
  }

  function end(keep) {
    if (!drag) return;
    if (keep) follow(); // where one lets go counts, even if no frame was drawn since
    const { handle, row, list, place, before, moving } = drag;
    drag = null;
    if (!moving) return;
    row.classList.remove("dragged");
    handle.dataset.dragged = "yes"; // the click that follows opens nothing
    setTimeout(() => delete handle.dataset.dragged);
    if (!keep) return before.before(row);
    renumber(list);
    handle.focus();
    changed(list, { operation: "move", list: list.dataset.list });
    moved(row, place);
  }
}
