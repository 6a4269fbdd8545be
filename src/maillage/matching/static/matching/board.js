// Cards are dragged from column to column; the form of each card does the same without a mouse and without this script.
const board = document.querySelector("[data-board]");
let dragged = null;

board?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-number]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.number);
});

board?.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  for (const column of board.querySelectorAll(".is-target")) column.classList.remove("is-target");
});

for (const column of board?.querySelectorAll("[data-state]") ?? []) {
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("is-target");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-target");
  });
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    const form = dragged?.querySelector("form");
    const target = form?.elements.namedItem("target");
    if (!target || ![...target.options].some((option) => option.value === column.dataset.state)) return;
    target.value = column.dataset.state;
    form.requestSubmit();
  });
}
