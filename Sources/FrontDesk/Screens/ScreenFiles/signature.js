// The signature field: strokes in 0…1 of the field, with pressure where the screen measures it.

let strokes = [];
let stroke = null;
let startedAt = null;

const field = () => document.getElementById("signature");

// The field comes with a screen: it is made as many pixels wide as it is shown, and empty.
function prepare() {
  const canvas = field();
  if (!canvas) strokes = [];
  if (!canvas || canvas.dataset.ready) return;
  canvas.dataset.ready = "yes";
  [canvas.width, canvas.height] = [canvas.clientWidth, canvas.clientHeight];
  clear();
}

function clear() {
  [strokes, stroke, startedAt] = [[], null, null];
  const canvas = field();
  canvas?.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
}

function point(event) {
  const box = field().getBoundingClientRect();
  const inside = (value) => Math.min(Math.max(value, 0), 1);
  return {
    x: inside((event.clientX - box.left) / box.width),
    y: inside((event.clientY - box.top) / box.height),
    milliseconds: Math.max(0, Math.round(event.timeStamp - startedAt)),
    pressure: event.pressure > 0 ? Math.min(event.pressure, 1) : 0.5,
  };
}

function draw(from, to) {
  const canvas = field();
  const pen = canvas.getContext("2d");
  pen.strokeStyle = "#16232b";
  pen.lineWidth = 5 + 7 * to.pressure;
  [pen.lineCap, pen.lineJoin] = ["round", "round"];
  pen.beginPath();
  pen.moveTo(from.x * canvas.width, from.y * canvas.height);
  pen.lineTo(to.x * canvas.width, to.y * canvas.height);
  pen.stroke();
}

document.addEventListener("pointerdown", (event) => {
  if (event.target !== field()) return;
  event.preventDefault();
  event.target.setPointerCapture(event.pointerId);
  startedAt ??= event.timeStamp;
  stroke = [point(event)];
  strokes.push(stroke);
  draw(stroke[0], stroke[0]);
});

document.addEventListener("pointermove", (event) => {
  if (!stroke || event.target !== field()) return;
  for (const moved of event.getCoalescedEvents?.() ?? [event]) {
    const next = point(moved);
    draw(stroke[stroke.length - 1], next);
    stroke.push(next);
  }
});

for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => { stroke = null; });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-signature]");
  if (!button) return;
  if (button.dataset.signature === "clear") return clear();
  button.disabled = true;
  try {
    await fetch("/sign", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ strokes }),
    });
  } catch {
    document.getElementById("offline").hidden = false;
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("htmx:load", prepare);
prepare();
