// The chat as a pop-up: the link to its page opens it beside the page one reads. Without this script the link leads there.
const EVERY = 3000;
let box = null;
let opener = null;

const ask = (url, options = {}) =>
  fetch(url, { credentials: "same-origin", ...options, headers: { "X-Part": "chat", ...options.headers } }).catch(() => null);

const last = (talk) => [...talk.querySelectorAll("[data-place]")].pop()?.dataset.place ?? "0";

async function listen(talk) {
  if (document.hidden || !talk.isConnected || talk.closest("[hidden]")) return;
  const answer = await ask(`${talk.dataset.news}?after=${last(talk)}`);
  if (answer?.status !== 200) return;
  const list = talk.querySelector("ol");
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  for (const item of fresh.content.querySelectorAll("[data-place]"))
    if (!list.querySelector(`[data-place="${item.dataset.place}"]`)) list.append(item);
  list.lastElementChild?.scrollIntoView({ block: "nearest" });
  count(answer.headers.get("X-Basket"));
}

function count(units) {
  const link = document.querySelector("#cart-link");
  if (!link || !Number(units)) return;
  const badge = link.querySelector(".shop-badge") ?? link.appendChild(document.createElement("span"));
  badge.className = "shop-badge";
  badge.setAttribute("aria-hidden", "true");
  badge.textContent = units;
}

function attend(talk) {
  talk.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new FormData(form);
    form.reset();
    const answer = await ask(form.action, { method: "POST", body });
    if (!answer?.ok) {
      form.elements.text.value = body.get("text");
      return form.submit();
    }
    await listen(talk);
  });
  setInterval(() => listen(talk), EVERY);
}

async function open(link) {
  opener = link;
  if (!box) {
    const answer = await ask(link.href);
    if (!answer?.ok) return location.assign(link.href);
    box = document.createElement("aside");
    box.className = "talk-box";
    box.setAttribute("aria-label", link.ariaLabel ?? link.textContent.trim());
    box.innerHTML = await answer.text();
    document.querySelector(".talk-nav").after(box);
    attend(box.querySelector("[data-talk]"));
  } else box.hidden = !box.hidden;
  link.setAttribute("aria-expanded", String(!box.hidden));
  if (!box.hidden) box.querySelector("input[name=text]").focus();
}

function close() {
  box.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-chat-close]")) return close();
  const link = event.target.closest("a[data-chat]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && box && !box.hidden) close();
});
const whole = document.querySelector("main [data-talk]");
if (whole) attend(whole);
