// Opens and closes dialogs, drawers and the navigation; copies; steps quantities; goes back.
import { toast, word } from "./toasts.js";

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

function toggleNavigation() {
  const open = document.documentElement.classList.toggle("nav-open");
  const opener = document.querySelector("[data-nav-toggle][aria-expanded]");
  opener?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector(".shell-side a, .shell-side button")?.focus();
  else opener?.focus();
}

function stepQuantity(button) {
  const input = button.closest("[data-qty]")?.querySelector("input");
  if (!input) return;
  if (Number(button.dataset.qtyStep) > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function copyText(text) {
  await navigator.clipboard.writeText(text);
  toast({ text: word("copied") });
}

const actions = {
  "[data-open]": (element) => openDialog(element.dataset.open),
  "[data-close]": (element) => element.closest("dialog")?.close(),
  "[data-nav-toggle]": toggleNavigation,
  "[data-qty-step]": stepQuantity,
  "[data-copy]": (element) => copyText(element.dataset.copy),
  "[data-print]": () => window.print(),
  "[data-back]": () => (history.length > 1 ? history.back() : location.assign("/")),
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(actions)) {
    const element = event.target.closest(selector);
    if (element) act(element);
  }
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.documentElement.classList.contains("nav-open")) toggleNavigation();
});

// A server answer may ask for a dialog by the header HX-Trigger: {"openDialog": {"id": "drawer"}} (or closeDialog).
document.addEventListener("openDialog", (event) => openDialog(event.detail.id));
document.addEventListener("closeDialog", (event) => document.getElementById(event.detail.id)?.close());
