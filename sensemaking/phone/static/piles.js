// Putting together what belongs together (templates/piles.html): what a script adds to boxes to tick and buttons. It is a
// module: <script type="module" src="{{ root }}/piles.js">.
//   [data-piles]  holds all of it; [data-card]="id" is one card, with a box to tick in it
//   [data-pile]   is a place where cards may lie; its button [data-here] sends the form that puts what is chosen there
// Drag: with a mouse or a pen, a card (and whatever else is chosen) to a place. Tap: choose cards, then tap a place.
// Keyboard: arrows go from card to card, space chooses, Enter goes on to the places, Escape lets go of the choice.
const page = document.querySelector("main");
const chosen = new Set();  // what is chosen outlives a redraw that somebody else caused
const FAR_ENOUGH = 6;
let drag = null;
let dragged = false;

const boxes = () => [...page.querySelectorAll("[data-card] input[type=checkbox]")];
const placeAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-pile]");

function put(place) {
  const button = place?.querySelector("[data-here]");
  if (!button || !boxes().some((box) => box.checked)) return;
  button.form.requestSubmit(button);
  document.getElementById("announced").textContent = `Put: ${place.getAttribute("aria-label")}`;
}

document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-card]")) return;
  if (event.target.checked) chosen.add(event.target.value);
  else chosen.delete(event.target.value);
});
document.addEventListener("submit", (event) => { if (event.target.id === "moving") chosen.clear(); });
document.addEventListener("shown", () => { for (const box of boxes()) box.checked = chosen.has(box.value); });

// ---- tap ----
document.addEventListener("click", (event) => {
  if (dragged) {  // the click that ends a drag chooses nothing
    dragged = false;
    event.preventDefault();
    return;
  }
  const place = event.target.closest("[data-pile]");
  if (place && !event.target.closest("a, button, input, label, select, summary, form")) put(place);
});

// ---- drag ----
document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  dragged = false;
  if (!card || event.button !== 0 || event.pointerType === "touch") return;
  drag = { card, x: event.clientX, y: event.clientY, ghost: null, over: null };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.ghost) {
    if (Math.hypot(right, down) < FAR_ENOUGH) return;
    lift();
  }
  drag.ghost.style.transform = `translate(${right}px, ${down}px)`;
  const over = placeAt(event.clientX, event.clientY);
  if (over === drag.over) return;
  drag.over?.classList.remove("over");
  over?.classList.add("over");
  drag.over = over;
});
document.addEventListener("pointerup", () => letGo(true));
document.addEventListener("pointercancel", () => letGo(false));

function lift() {
  const { card } = drag;
  const from = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.querySelector("input")?.removeAttribute("form");
  ghost.classList.add("ghost");
  Object.assign(ghost.style, { left: `${from.left}px`, top: `${from.top}px`, width: `${from.width}px` });
  document.body.append(ghost);
  card.classList.add("lifted");
  getSelection()?.removeAllRanges();
  drag.ghost = ghost;
}

function letGo(here) {
  if (!drag) return;
  const { card, ghost, over } = drag;
  drag = null;
  if (!ghost) return;
  dragged = true;
  ghost.remove();
  card.classList.remove("lifted");
  over?.classList.remove("over");
  if (!here || !over || over === card.closest("[data-pile]")) return;
  card.querySelector("input[type=checkbox]").checked = true;
  put(over);
}
document.addEventListener("dragstart", (event) => { if (drag) event.preventDefault(); });
document.addEventListener("selectstart", (event) => { if (drag) event.preventDefault(); });

// ---- keyboard ----
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    letGo(false);
    chosen.clear();
    for (const box of boxes()) box.checked = false;
    return;
  }
  const box = event.target.closest?.("[data-card] input[type=checkbox]");
  if (!box) return;
  if (event.key === "Enter") {
    event.preventDefault();
    page.querySelector("[data-here]")?.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = boxes();
  all[(all.indexOf(box) + step + all.length) % all.length].focus();
});
