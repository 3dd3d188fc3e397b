// The overview: whenever the village has changed, the page's houses are asked for again, and only
// the cards that differ are replaced.

const houses = document.getElementById("houses");
const live = document.getElementById("live");
let shown = houses.dataset.position;
let newest = shown;
let isAsking = false;

function say(state, words) {
  live.dataset.state = state;
  live.querySelector("span").textContent = words;
}

// Cards that stay are not touched, so that nothing flickers and no place on the page is lost.
function put(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").body;
  const list = houses.querySelector(".cards");
  const before = new Map([...list.children].map((card) => [card.id, card]));
  let place = list.firstElementChild;
  for (const card of [...fresh.querySelectorAll(".cards > article")]) {
    const old = before.get(card.id);
    before.delete(card.id);
    let kept = old;
    if (old?.innerHTML !== card.innerHTML) {
      kept = document.importNode(card, true);
      kept.classList.add("changed");
      if (old === place) place = place?.nextElementSibling ?? null;
      old?.remove();
    }
    if (kept === place) place = place.nextElementSibling;
    else list.insertBefore(kept, place);
  }
  for (const card of before.values()) card.remove();
  for (const part of [".pages", ".empty"]) {
    houses.querySelector(part)?.remove();
    const now = fresh.querySelector(part);
    if (now) houses.append(document.importNode(now, true));
  }
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  while (shown !== newest) {
    const asked = newest;
    const answer = await fetch(houses.dataset.from).catch(() => null);
    // Without an answer the connection is gone too; its return brings the position once more.
    if (!answer?.ok) break;
    put(await answer.text());
    shown = asked;
  }
  isAsking = false;
}

document.addEventListener("htmx:sseMessage", (event) => {
  if (event.detail.type !== "position") return;
  newest = event.detail.data;
  ask();
});
document.addEventListener("htmx:sseOpen", () => say("on", "实时"));
document.addEventListener("htmx:sseError", async () => {
  say("off", "连接中断，正在重连");
  // Whose session has ended is led to the sign-in instead of looking at what was.
  const answer = await fetch(houses.dataset.from).catch(() => null);
  if (answer?.status === 403) location.reload();
});
houses.addEventListener("animationend", (event) => event.target.classList.remove("changed"));
