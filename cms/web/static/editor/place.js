// Where somebody is in the form: that keeps its height in the window when the columns change, and is gone back to.

const STEP = 24; // px between two looks for something that has a name
const REST = 150; // ms without scrolling after which one is somewhere

let last = null; // what had the focus in the form

/** @typedef {{ element: Element, top: number }} Place what one is at, and how far below the window's edge it begins */

/**
 * @param {HTMLFormElement} form
 * @returns {Place | null} the field one was in last while it is in sight; else the first thing with a name below the bar
 */
export function placeIn(form) {
  const bar = document.querySelector(".save-bar").offsetHeight;
  const at = last?.isConnected && last.getClientRects()[0];
  if (at && at.bottom > bar && at.top < innerHeight) return { element: last, top: at.top };
  const { left, width } = form.getBoundingClientRect();
  for (let y = bar; y < innerHeight; y += STEP) {
    const element = document.elementFromPoint(left + width / 2, y)?.closest("#guide-form [id]");
    const top = element?.getBoundingClientRect().top;
    if (top >= bar) return { element, top };
  }
  return null;
}

/** Scrolls what one is at to where it stood. @param {Place | null} place */
export function goBackTo(place) {
  const settle = () => place && scrollBy({ top: place.element.getBoundingClientRect().top - place.top, behavior: "instant" });
  settle();
  const there = scrollY;
  // What was far from the screen is as high as it is only once it is near. Whoever has scrolled on meanwhile stays there.
  requestAnimationFrame(() => scrollY === there && settle());
}

/** @returns {Element | null} the control that had the focus last, if it is still there */
export const lastIn = () => (last?.isConnected ? last : null);

/** @param {HTMLFormElement} form */
export function start(form) {
  let width = innerWidth;
  let place = null;
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (place = innerWidth === width ? placeIn(form) : place), REST);
  };
  form.addEventListener("focusin", ({ target }) => {
    last = target;
    look();
  });
  addEventListener("scroll", look, { passive: true });
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    goBackTo(place);
  });
}
