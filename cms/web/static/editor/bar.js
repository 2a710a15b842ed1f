// The bar has as many lines as it needs for who else is here and what it says. The room that is kept free for it, where a
// focus or a link scrolls the text to, is as high as it is.

const bar = document.querySelector(".save-bar");

if (bar) {
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar-block", `${bar.offsetHeight}px`)).observe(bar);
}
