// Short notices. From the server: HX-Trigger: {"toast": {"text": "...", "tone": "good|warn|bad", "undo_url": "..."}}.
const STAY = 6000;

export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

function leaveSoon(element) {
  const failed = element.classList.contains("toast-bad");
  if (!failed) setTimeout(() => element.remove(), element.querySelector("[data-undo]") ? STAY * 2 : STAY);
}

export function toast({ text, tone = "good", undo_url: undoUrl = "" }) {
  const room = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!room || !template || !text) return;
  const element = template.content.firstElementChild.cloneNode(true);
  element.classList.add(`toast-${tone}`);
  if (tone !== "good") element.classList.remove("toast-good");
  element.querySelector(".toast-text").textContent = text;
  const undo = element.querySelector("[data-undo]");
  if (undoUrl) undo.setAttribute("hx-post", undoUrl);
  else undo.remove();
  room.append(element);
  window.htmx?.process(element);
  leaveSoon(element);
}

document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-toast-close], [data-undo]");
  if (closer) setTimeout(() => closer.closest("[data-toast]")?.remove());
});

function tellFailure(event) {
  const status = event.detail?.ctx?.response?.status ?? event.detail?.ctx?.response?.raw?.status;
  if (status === 403) toast({ text: word("refused"), tone: "bad" });
  else if (status >= 500) toast({ text: word("failed"), tone: "bad" });
}

document.addEventListener("htmx:response:error", tellFailure);
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx && event.detail.error?.name !== "AbortError") toast({ text: word("unreachable"), tone: "bad" });
});
document.querySelectorAll("#toasts [data-toast]").forEach(leaveSoon);
