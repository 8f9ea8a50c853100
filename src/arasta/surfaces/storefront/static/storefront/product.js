// Makes the product's page handier; every part of it works without.

// A picture in full: one tap brings it near, a second one doubles it, a third one ends it, as its button and Escape do.
function showPicture(link) {
  const stage = document.querySelector("[data-zoom-stage]");
  const picture = stage.querySelector("img") ?? stage.appendChild(new Image());
  picture.src = link.href;
  picture.alt = link.querySelector("img")?.alt ?? "";
  stage.classList.remove("is-double");
  stage.showModal();
}

function bringNear(stage, event) {
  if (stage.classList.contains("is-double")) return stage.close();
  const { left, top, width, height } = event.target.getBoundingClientRect();
  const across = (event.clientX - left) / width;
  const down = (event.clientY - top) / height;
  stage.classList.add("is-double");
  stage.scrollTo((stage.scrollWidth - stage.clientWidth) * across, (stage.scrollHeight - stage.clientHeight) * down);
}

// Where the shopper is: asked only when they press, rounded to about a kilometer before it leaves the device.
function locate(button) {
  button.setAttribute("aria-busy", "true");
  const done = () => button.removeAttribute("aria-busy");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      const field = button.form.elements.near;
      field.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
      button.form.requestSubmit();
    },
    done,
    { maximumAge: 600000, timeout: 10000 },
  );
}

async function share({ share: url, shareTitle: title }) {
  await navigator.share({ url, title }).catch(() => null);
}

function reveal() {
  for (const button of document.querySelectorAll("[data-locate]")) button.hidden = !navigator.geolocation;
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = !navigator.share;
}

document.addEventListener("click", (event) => {
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
  const picture = event.target.closest("a[data-zoom]");
  if (picture && plain) {
    event.preventDefault();
    showPicture(picture);
  }
  const stage = event.target.closest("[data-zoom-stage]");
  if (stage && event.target.matches("img")) bringNear(stage, event);
  const place = event.target.closest("[data-locate]");
  if (place) locate(place);
  const shared = event.target.closest("[data-share]");
  if (shared) share(shared.dataset);
});

reveal();
new MutationObserver(reveal).observe(document.getElementById("main") ?? document.body, { childList: true });
