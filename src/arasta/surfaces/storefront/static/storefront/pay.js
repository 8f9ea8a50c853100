// The card form of the payment provider: it keeps the card, we get a token for it.
const box = document.querySelector("[data-pay-element]");
const form = box?.closest("form");
const trouble = form?.querySelector("[data-pay-trouble]");

function say(sentence) {
  trouble.hidden = !sentence;
  trouble.querySelector("span").textContent = sentence || "";
}

function isChosen() {
  return form.elements.card.value === box.dataset.payElement;
}

function show() {
  box.hidden = !isChosen();
}

function wake() {
  delete form.dataset.sent;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}

function open() {
  const { key, amount, currency, language } = box.dataset;
  const stripe = window.Stripe(key, { locale: language });
  const style = getComputedStyle(document.documentElement);
  const elements = stripe.elements({
    mode: "payment",
    amount: Number(amount),
    currency,
    captureMethod: "manual",
    appearance: { variables: { colorPrimary: style.getPropertyValue("--brand").trim() || "#1b1f24", borderRadius: "8px" } },
  });
  elements.create("payment", { layout: "tabs" }).mount(box.querySelector("[data-mount]"));
  form.addEventListener("submit", async (event) => {
    if (!isChosen() || form.elements.token.value) return;
    event.preventDefault();
    say("");
    const checked = await elements.submit();
    const made = checked.error ? checked : await stripe.createConfirmationToken({ elements });
    if (made.error) {
      say(made.error.message);
      wake();
      return;
    }
    form.elements.token.value = made.confirmationToken.id;
    form.submit();
  });
}

if (box) {
  form.addEventListener("change", show);
  addEventListener("pageshow", () => {
    form.elements.token.value = "";
    show();
  });
  show();
  if (window.Stripe) open();
  else say(box.dataset.trouble);
}
