// The clerk's page: forms are sent without leaving it, what is being typed outlives a change of
// the board, and refusals are shown above it.

const message = document.getElementById("message");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("#board")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  fields.set("token", document.body.dataset.token);
  const answer = await fetch(form.action, {
    method: "POST", body: fields, redirect: "manual", headers: { Accept: "application/json" },
  }).catch(() => null);
  if (answer?.type === "opaqueredirect") {
    message.hidden = true;
    form.reset();
    return;
  }
  const fault = await answer?.json().catch(() => null);
  message.textContent = fault ? `${fault.message}（${fault.code}）` : "提交没有成功，请再试一次。";
  message.hidden = false;
});

// Whose session has ended is led to the sign-in instead of looking at what was.
document.addEventListener("htmx:sseError", async () => {
  const answer = await fetch("/", { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") location.reload();
});

let typed = {};
let opened = [];
let focused = null;
const key = (input) => input.form.getAttribute("action") + input.name;

document.addEventListener("htmx:sseBeforeMessage", () => {
  typed = {};
  opened = [...document.querySelectorAll("#board details[open]")].map((part) => part.dataset.key);
  for (const input of document.querySelectorAll("#board input")) typed[key(input)] = input.value;
  focused = document.activeElement?.form ? key(document.activeElement) : null;
});

document.addEventListener("htmx:sseMessage", () => {
  for (const input of document.querySelectorAll("#board input")) {
    input.value = typed[key(input)] ?? "";
    if (key(input) === focused) input.focus();
  }
  for (const part of document.querySelectorAll("#board details")) part.open = opened.includes(part.dataset.key);
});
