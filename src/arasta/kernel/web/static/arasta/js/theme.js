// Light, dark or the system's; kept in a cookie so that the server draws the right one at once.
const YEAR = 31536000;

function setTheme(value) {
  const age = value ? YEAR : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `arasta_theme=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === value));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-value]");
  if (button) setTheme(button.dataset.themeValue);
});
