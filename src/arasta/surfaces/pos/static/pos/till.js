// Keeps a scanner's keystrokes in the scan field, sends a payment once, and types amounts with big keys.
const precise = matchMedia("(pointer: fine)");
const scanField = () => document.querySelector("[data-scan]");
let cameFromScan = false;

function isTypedInto(element) {
  return Boolean(element?.closest?.("input, textarea, select, dialog[open]"));
}

// A scanner is a keyboard: wherever the focus rests, its first character leads to the scan field. Where cash is taken,
// a digit leads to the amount.
document.addEventListener("keydown", (event) => {
  const field = scanField() ?? (/^[0-9]$/.test(event.key) ? document.getElementById("amount") : null);
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

// Who works by keyboard finds the same control of the same line under their fingers when the cart is drawn anew, unless they
// went on to something else meanwhile.
let pressed = null;

function rememberPressed(event) {
  const button = event.submitter;
  const variant = event.target.elements.variant?.value;
  const isByKeys = button?.closest("#cart") && button.matches(":focus-visible");
  pressed = isByKeys && variant ? { variant, name: button.name, value: button.value } : null;
}

function pressedAgain() {
  const forms = pressed ? [...document.querySelectorAll("#cart form")] : [];
  const form = forms.find((one) => one.elements.variant?.value === pressed.variant);
  return [...(form?.elements ?? [])].find((one) => one.name === pressed.name && one.value === pressed.value);
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
    rememberPressed(event);
    if (event.target.closest("#found") && scanField()) scanField().value = "";
    if (event.target.matches("[data-scan-form]")) submitScan(event);
    else if (event.target.matches("[data-once]")) sendOnce(event);
  },
  true,
);

// The next scan may follow at once: as soon as a part of the page is asked for, the field is empty again.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-scan-form]") && event.defaultPrevented) scanField().value = "";
});

// Escape leaves a step for the one before, as its link does; never what is being typed.
const IN_A_FIELD = "input:not([type='search']:placeholder-shown), textarea, select";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.matches(IN_A_FIELD)) return;
  if (!document.querySelector("details[data-menu][open], dialog[open]")) document.querySelector("[data-back]")?.click();
});

// A page that comes back from the browser's memory may send again: the server answers the same receipt.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[data-once] [aria-busy]")) button.removeAttribute("aria-busy");
  for (const note of document.querySelectorAll("[data-once] [data-waiting]")) note.hidden = true;
});

// A menu that somebody opened while the cart was on its way stays open.
const menu = () => document.querySelector("#cart details[data-menu]");
let wasMenuOpen = false;

document.addEventListener("htmx:before:swap", () => {
  wasMenuOpen = Boolean(menu()?.open);
});

// On a touch screen the field takes the focus only after a scan, so that the screen's keyboard stays away.
document.addEventListener("htmx:after:swap", () => {
  document.querySelector("[data-latest]")?.scrollIntoView({ block: "nearest" });
  const again = document.activeElement === document.body ? pressedAgain() : null;
  if (wasMenuOpen && menu()) menu().open = true;
  if (menu()?.open) return;
  if (again) again.focus({ preventScroll: true });
  else if (!isTypedInto(document.activeElement) && (precise.matches || cameFromScan)) {
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
