// Forgets a shopper who went away: asks first, then starts over. The button does the same without a script.
const bar = document.querySelector("[data-kiosk]");
const ask = bar?.querySelector("[data-kiosk-ask]");
let asking, leaving;

function wait() {
  clearTimeout(asking);
  clearTimeout(leaving);
  ask.hidden = true;
  asking = setTimeout(() => {
    ask.hidden = false;
    leaving = setTimeout(() => bar.querySelector("[data-kiosk-over]").submit(), bar.dataset.ask * 1000);
  }, bar.dataset.idle * 1000);
}

if (bar) {
  for (const sign of ["pointerdown", "keydown", "scroll", "touchstart"]) addEventListener(sign, wait, { passive: true });
  wait();
}
