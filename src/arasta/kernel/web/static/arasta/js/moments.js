// Rewrites <time data-ago> as "5 minutes ago" while it is younger than a day; older ones keep their date.
const STEPS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600]];

function tell(element, now) {
  const age = (now - Date.parse(element.dateTime)) / 1000;
  const step = STEPS.find(([limit]) => Math.abs(age) < limit);
  if (!step) return;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });
  element.textContent = words.format(-Math.round(age / step[2]), step[1]);
}

function tellAll(root = document) {
  const now = Date.now();
  for (const element of root.querySelectorAll("time[data-ago]")) tell(element, now);
}

tellAll();
setInterval(tellAll, 60000);
document.addEventListener("htmx:after:settle", () => tellAll());
