// Starts the small behaviors every page shares. Each works by delegation, so swapped-in HTML needs no wiring.
import "./clicks.js";
import "./menus.js";
import "./toasts.js";
import "./palette.js";
import "./rows.js";
import "./live.js";
import "./theme.js";
import "./moments.js";

if (document.querySelector("[data-chart]")) import("./charts.js");
document.addEventListener("htmx:after:settle", () => document.querySelector("[data-chart]") && import("./charts.js"));

document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest" });
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft;
