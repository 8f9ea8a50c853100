// Keeps a scanner's keystrokes in the scan field, sends a payment once, and types amounts with big keys.
const precise = matchMedia("(pointer: fine)");
const scanField = () => document.querySelector("[data-scan]");
let cameFromScan = false;

function isTypedInto(element) {
  return Boolean(element?.closest?.("input, textarea, select, dialog[open]"));
}

// A scanner is a keyboard: wherever the focus rests, its first character leads to the scan field.
document.addEventListener("keydown", (event) => {
  const field = scanField();
  const isCharacter = event.key.length === 1 && event.key !== " ";
  if (!field || !isCharacter || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!isTypedInto(event.target)) field.focus({ preventScroll: true });
});

function submitScan(event) {
  cameFromScan = true;
  if (scanField().value.trim()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function sendOnce(event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  form.querySelector("[data-waiting]")?.removeAttribute("hidden");
}

document.addEventListener(
  "submit",
  (event) => {
    cameFromScan = false;
    if (event.target.matches("[data-scan-form]")) submitScan(event);
    else if (event.target.matches("[data-once]")) sendOnce(event);
  },
  true,
);

// The next scan may follow at once: as soon as a part of the page is asked for, the field is empty again.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-scan-form]") && event.defaultPrevented) scanField().value = "";
});

// A page that comes back from the browser's memory may send again: the server answers the same receipt.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[data-once] [aria-busy]")) button.removeAttribute("aria-busy");
  for (const note of document.querySelectorAll("[data-once] [data-waiting]")) note.hidden = true;
});

// On a touch screen the field takes the focus only after a scan, so that the screen's keyboard stays away.
document.addEventListener("htmx:after:swap", () => {
  document.querySelector("[data-latest]")?.scrollIntoView({ block: "nearest" });
  if (!isTypedInto(document.activeElement) && (precise.matches || cameFromScan)) {
    scanField()?.focus({ preventScroll: true });
  }
});

for (const keys of document.querySelectorAll("[data-keys]")) keys.hidden = false;

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]");
  const field = key?.closest("[data-keypad]")?.querySelector("input:not([type='hidden'])");
  if (!field) return;
  field.value = key.dataset.key ? field.value + key.dataset.key : field.value.slice(0, -1);
});

// An address is written as in its country as soon as that is chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-reshapes]")) event.target.form.querySelector("[data-reshape]")?.click();
});
for (const button of document.querySelectorAll("[data-reshape]")) button.hidden = true;
