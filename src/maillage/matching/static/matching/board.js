// Cards go from column to column by mouse, by finger (the grip) and by keyboard; the form of each card does the same
// without this script. Every way ends in that form: the server refuses a move of what somebody else has moved meanwhile.
const root = document;
const board = () => root.querySelector("[data-board]");
let dragged = null;

function send(card, state) {
  const form = card?.querySelector("form.board-card__move");
  const target = form?.elements.namedItem("target");
  if (!target || ![...target.options].some((option) => option.value === state)) return false;
  target.value = state;
  form.requestSubmit();
  return true;
}

const columns = () => [...(board()?.querySelectorAll("[data-state]") ?? [])];
const unmark = () => columns().forEach((column) => column.classList.remove("is-target"));
const mark = (column) => {
  unmark();
  if (column && !column.contains(dragged)) column.classList.add("is-target");
};

// Mouse.
root.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-number]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.number);
});
root.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.("[data-state]");
  if (!column || column.contains(dragged)) return;
  event.preventDefault();
  mark(column);
});
root.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.("[data-state]");
  if (!column) return;
  event.preventDefault();
  send(dragged, column.dataset.state);
});
root.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  unmark();
});

// Finger and pen: by the grip, so that a finger elsewhere scrolls the page.
root.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || event.pointerType === "mouse") return;
  event.preventDefault();
  dragged = grip.closest("[data-number]");
  dragged.classList.add("is-dragged");
  grip.setPointerCapture(event.pointerId);
});
root.addEventListener("pointermove", (event) => {
  if (!dragged || event.pointerType === "mouse") return;
  mark(root.elementFromPoint(event.clientX, event.clientY)?.closest("[data-state]"));
  const edge = 60;
  if (event.clientY > innerHeight - edge) scrollBy(0, 12);
  if (event.clientY < edge) scrollBy(0, -12);
});
for (const name of ["pointerup", "pointercancel"]) {
  root.addEventListener(name, (event) => {
    if (!dragged || event.pointerType === "mouse") return;
    const column = root.elementFromPoint(event.clientX, event.clientY)?.closest("[data-state]");
    dragged.classList.remove("is-dragged");
    if (name === "pointerup" && column && !column.contains(dragged)) send(dragged, column.dataset.state);
    dragged = null;
    unmark();
  });
}

// Keyboard: arrows from card to card, with Alt the card goes along.
root.addEventListener("keydown", (event) => {
  const link = event.target.closest?.(".board-card__title a, .board__more a");
  const card = link?.closest("li");
  if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const column = card.closest("[data-state]");
  const all = columns();
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    const beside = all[all.indexOf(column) + step];
    if (event.altKey ? beside && card.dataset.number && send(card, beside.dataset.state) : focusCard(all, column, step, card)) event.preventDefault();
  } else if (!event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const beside = event.key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling;
    if (!beside) return;
    event.preventDefault();
    beside.querySelector("a").focus(); // the title of a card, or what shows more
  }
});

function focusCard(all, column, step, card) {
  const place = [...card.parentElement.children].indexOf(card);
  for (let at = all.indexOf(column) + step; all[at]; at += step) {
    const cards = all[at].querySelectorAll(".board-card__title a");
    if (!cards.length) continue;
    cards[Math.min(place, cards.length - 1)].focus();
    return true;
  }
  return false;
}

// Whoever shows more goes on from the first card that came.
let lastShown = null;
root.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.detail.target?.closest?.(".board__more");
  if (more) lastShown = more.previousElementSibling;
});
root.addEventListener("htmx:afterSettle", () => {
  lastShown?.nextElementSibling?.querySelector("a")?.focus();
  lastShown = null;
});

// After a move the page comes back with the card's address: it has the focus again, once the browser has gone to it
// (going there takes the focus away).
const moved = location.hash.startsWith("#card-") && root.getElementById(location.hash.slice(1))?.querySelector(".board-card__title a");
if (moved) addEventListener("load", () => setTimeout(() => moved.focus()));
