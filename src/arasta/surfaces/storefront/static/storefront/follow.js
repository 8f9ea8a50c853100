// Messages on this device: the browser is asked only after a tap, and the page says plainly what came of it.
const form = document.querySelector("[data-follow]");
const words = form?.dataset ?? {};
const able = isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function show(state, text) {
  const follows = state === "on";
  form.dataset.follows = follows ? "yes" : "";
  form.querySelector("[data-follow-word]").textContent = follows ? words.wordOff : words.wordOn;
  form.querySelector("[data-follow-told]").textContent = text || words[`told${state[0].toUpperCase()}${state.slice(1)}`];
}

async function send(url, subscription) {
  const body = new FormData(form);
  const { endpoint, keys } = subscription.toJSON();
  body.set("endpoint", endpoint);
  body.set("public_key", keys.p256dh);
  body.set("auth", keys.auth);
  return read(await fetch(url, { method: "POST", body, credentials: "same-origin" }));
}

async function read(answer) {
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(), { told: told.message });
  return told;
}

async function subscription({ make } = {}) {
  const worker = await navigator.serviceWorker.ready;
  const known = await worker.pushManager.getSubscription();
  if (known || !make) return known;
  const { key } = await read(await fetch(words.key));
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function turn() {
  if (!able) return show(/iPhone|iPad/.test(navigator.userAgent) ? "home" : "unable");
  if (form.dataset.follows) {
    const known = await subscription();
    if (known) await send(words.off, known);
    return show("off");
  }
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  await send(words.on, await subscription({ make: true }));
  show("on");
}

async function look() {
  if (!able || Notification.permission !== "granted") return;
  const known = await subscription();
  if (known && (await send(words.state, known)).follows) show("on");
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await turn().catch((trouble) => show(form.dataset.follows ? "on" : "off", trouble.told || words.toldUnable));
  button.removeAttribute("aria-busy");
});
if (form) look().catch(() => {});
