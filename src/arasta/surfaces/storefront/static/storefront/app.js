// The shop as an app: keeps its worker, and says plainly what happens without a connection.
const bar = document.querySelector("[data-line]");

function say(news) {
  if (!bar) return;
  const words = bar.dataset;
  const lost = !navigator.onLine;
  let text = lost ? words.lost : "";
  if (news?.waiting) text = words.waits.replace("{count}", news.waiting);
  if (news?.sent) text = words.sent.replace("{count}", news.sent);
  if (news?.refused) text = words.refused;
  bar.querySelector("span").textContent = text;
  bar.hidden = !text;
}

async function start() {
  await navigator.serviceWorker.register("/worker.js").catch(() => {}); // without a line the one that is there stays
  navigator.serviceWorker.addEventListener("message", (event) => say(event.data));
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage(navigator.onLine ? "send" : "count");
  addEventListener("online", () => (say(), ready.active?.postMessage("send")));
}

addEventListener("offline", () => say());
say();
if ("serviceWorker" in navigator && isSecureContext) {
  if (document.readyState === "complete") start();
  else addEventListener("load", () => start(), { once: true });
}
