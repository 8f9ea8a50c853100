// Passkeys: shown where the browser and the address allow them; the other ways in work without this.
const forms = [...document.querySelectorAll("[data-passkey]")];
const isName = !/^[\d.:[\]]+$/.test(location.hostname);
const json = (value) => (value?.toJSON ? value.toJSON() : value);

if (isName && window.isSecureContext && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => begin(event, form));
  }
  document.querySelector("[data-passkey-none]")?.remove();
}

async function begin(event, form) {
  event.preventDefault();
  if (form.dataset.busy) return;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  form.dataset.busy = "yes";
  try {
    location.assign((await ceremony(form)).next);
  } catch (error) {
    if (error.name === "NotAllowedError" && form.dataset.passkey === "make") return;
    trouble.textContent = error.told || trouble.dataset.otherwise;
    trouble.hidden = false;
  } finally {
    delete form.dataset.busy;
  }
}

async function ceremony(form) {
  const options = await send(form.dataset.ask, new FormData(form));
  const made =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const answer = new FormData(form);
  answer.set("answer", JSON.stringify(json(made)));
  return send(form.dataset.send, answer);
}

async function send(url, body) {
  const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(), { told: told.message });
  return told;
}
