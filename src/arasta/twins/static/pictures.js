// A picture that cannot be fetched gives way to the letter behind it.
document.addEventListener("error", (event) => { if (event.target instanceof HTMLImageElement) event.target.hidden = true; }, true);
