// Small manners of the kiosk's page. Everything is listened for on the document, since the
// screens come and go.

const offline = document.getElementById("offline");
for (const name of ["htmx:sseError", "htmx:sendError"]) {
  document.addEventListener(name, () => { offline.hidden = false; });
}
document.addEventListener("htmx:sseOpen", () => { offline.hidden = true; });
// The stream begins with the present screen, which takes the place of the one the page came with.
document.addEventListener("htmx:sseMessage", () => { document.body.dataset.live = "yes"; });

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.page) turnPage(button);
  if (button.dataset.step) step(button);
  if (button.dataset.key) press(button.dataset.key);
});

function turnPage(button) {
  const list = document.getElementById(button.dataset.scrolls);
  list.scrollBy({ top: Number(button.dataset.page) * list.clientHeight * 0.85, behavior: "smooth" });
}

function step(button) {
  const stepper = button.closest(".stepper");
  const select = stepper.querySelector("select");
  const index = select.selectedIndex + Number(button.dataset.step);
  select.selectedIndex = Math.min(Math.max(index, 0), select.options.length - 1);
  const option = select.options[select.selectedIndex];
  stepper.querySelector("output").textContent = option.textContent;
  if (option.dataset.sum) document.querySelector("[data-sum]:not(option)").textContent = option.dataset.sum;
}

function press(key) {
  const field = document.querySelector("input.keyed.now");
  if (key === "clear") field.value = "";
  else if (key === "back") field.value = field.value.slice(0, -1);
  else if (key === "next") {
    const fields = [...document.querySelectorAll("input.keyed")];
    take(fields[(fields.indexOf(field) + 1) % fields.length]);
  } else if (new RegExp(`^(?:${field.dataset.allows})$`).test(field.value + key)) field.value += key;
}

// The field that the keys write into.
function take(field) {
  for (const other of document.querySelectorAll("input.keyed")) other.classList.toggle("now", other === field);
}

document.addEventListener("pointerdown", (event) => {
  const field = event.target.closest("label.meter, input.keyed");
  if (field) take(field.matches("input") ? field : field.querySelector("input.keyed"));
});

// Whoever scrolls, types or writes is there, though no step is taken: the desk is told, at most
// every ten seconds.
let toldAt = 0;
document.addEventListener("pointerdown", () => {
  if (Date.now() - toldAt < 10_000) return;
  toldAt = Date.now();
  fetch("/still-here", { method: "POST" }).catch(() => { offline.hidden = false; });
}, true);

// The question whether somebody is there counts down; the wipe itself is the server's.
setInterval(() => {
  const count = document.querySelector("[data-countdown]");
  if (count) count.textContent = String(Math.max(0, Number(count.textContent) - 1));
}, 1000);

// The picture of a camera that opens late or was lost is asked for again.
document.addEventListener("error", (event) => {
  if (!event.target.classList?.contains("live")) return;
  const picture = event.target;
  setTimeout(() => { picture.src = "/face/live?" + Date.now(); }, 800);
}, true);
