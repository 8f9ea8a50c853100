// What several devices or the store change: look now and then whether it changed elsewhere, and show it anew. Works without
// it, too. A page is never taken away from under a finger, a choice that stands open, or a form that is on its way.
const shown = document.querySelector("[data-pulse]");
const EVERY = 4000;
const A_TAP = 500;
const A_DOWNLOAD = 10000;
const IN_USE = "dialog[open], details[open]:focus-within, input:focus, textarea:focus, select:focus";
let isTouched = false;
let isLeaving = false;

const isInUse = () => document.hidden || isTouched || isLeaving || document.querySelector(IN_USE);

async function look() {
  if (isInUse()) return;
  const answer = await fetch(shown.dataset.pulseUrl, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { state } = await answer.json();
  if (state === shown.dataset.pulse || isInUse()) return;
  if (shown.dataset.pulseTo) location.assign(shown.dataset.pulseTo);
  else location.reload();
}

function release() {
  setTimeout(() => (isTouched = false), A_TAP);
}

if (shown) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("pointerdown", () => (isTouched = true));
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
    setTimeout(() => (isLeaving = false), A_DOWNLOAD);
  });
  window.addEventListener("pageshow", () => (isTouched = isLeaving = false));
}
