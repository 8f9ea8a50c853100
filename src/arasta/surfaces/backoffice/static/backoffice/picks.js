// Lines of a transfer being written: a line is removed by its button, and a product that is a line already is not added twice.
document.addEventListener("click", (event) => {
  event.target.closest("[data-remove-pick]")?.closest("[data-pick]").remove();
});

document.addEventListener(
  "click",
  (event) => {
    const adder = event.target.closest("[data-add-pick]");
    const line = adder && document.querySelector(`[data-pick="${CSS.escape(adder.dataset.addPick)}"]`);
    if (!line) return;
    event.preventDefault();
    event.stopPropagation();
    line.querySelector("input[name=units]").select();
  },
  true,
);
