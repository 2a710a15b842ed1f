// A run that goes on is looked at again by itself, unless somebody is reading further down or elsewhere.

const EVERY = 3000; // ms

setInterval(() => {
  const moved = document.activeElement && document.activeElement !== document.body;
  if (!document.hidden && !moved && window.scrollY < 200) window.location.reload();
}, EVERY);
