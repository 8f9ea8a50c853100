// Reads its own page again and shows what changed; while the line is down, what was shown last stays.
const EVERY = 20_000;

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, fresh] = [document.getElementById("main"), next.getElementById("main")];
  if (fresh && now.innerHTML !== fresh.innerHTML) {
    now.replaceWith(fresh);
    document.title = next.title;
  }
}

setInterval(() => document.hidden || renew(), EVERY);
addEventListener("online", renew);
