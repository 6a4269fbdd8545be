// The day's board as this page holds it: what comes from the server is put in place column by column. A column that has not
// changed is not even sent; what was ticked, opened or scrolled in one that has stays.
export const board = () => document.querySelector("[data-day-board]");
const told = (part) => part.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/ (open|class)="[^"]*"/g, "");
const columnsOf = (one) => [...one.querySelectorAll("[data-column]")];

function replace(old, fresh) {
  if (!old || !fresh || "same" in fresh.dataset || told(old) === told(fresh)) return false;
  const ticked = new Set([...old.querySelectorAll("input[type=checkbox]:checked")].map((tick) => tick.value));
  const isOpen = [...old.querySelectorAll("details")].map((one) => one.open);
  const focused = old.contains(document.activeElement) ? document.activeElement.closest("[data-task]")?.dataset.task : null;
  const scroll = [".day-column__tasks", ".day-frieze"].map((part) => [part, old.querySelector(part)?.scrollTop ?? 0, old.querySelector(part)?.scrollLeft ?? 0]);
  old.replaceWith(fresh);
  fresh.querySelectorAll("input[type=checkbox]").forEach((tick) => { tick.checked = ticked.has(tick.value); });
  // Opening what has its content still to come would ask for it again.
  fresh.querySelectorAll("details:not([hx-get])").forEach((one, index) => { one.open = isOpen[index] ?? one.open; });
  scroll.forEach(([part, top, left]) => { if (top || left) fresh.querySelector(part)?.scrollTo(left, top); });
  window.htmx.process(fresh);
  if (focused) fresh.querySelector(`[data-task="${focused}"] .day-task__name`)?.focus({ preventScroll: true });
  return true;
}

// Couriers and tours come and go: columns stand in the order that the server says, those that it did not draw again as they are.
function mergeColumns(now, fresh) {
  const place = now.querySelector(".day-columns");
  const old = Object.fromEntries(columnsOf(now).map((column) => [column.dataset.column, column]));
  const order = columnsOf(fresh);
  let isChanged = Object.keys(old).length !== order.length;
  order.forEach((column) => { isChanged = replace(old[column.dataset.column], column) || isChanged; });
  const listed = order.map((column) => (column.isConnected && place.contains(column) ? column : old[column.dataset.column] ?? column));
  if (listed.some((column, index) => place.children[index] !== column) || place.children.length !== listed.length) {
    place.replaceChildren(...listed);
    listed.forEach((column) => window.htmx.process(column));
    isChanged = true;
  }
  return isChanged;
}

export function merge(fresh) {
  const now = board();
  if (!now.querySelector(".day-columns") || !fresh.querySelector(".day-columns")) return replace(now, fresh);
  const changed = [mergeColumns(now, fresh)];
  [".day-problem", ".day-undo", ".day-counts", ".day-cancelled"].forEach((part) => {
    const [old, other] = [now.querySelector(part), fresh.querySelector(part)];
    if (old && other) changed.push(replace(old, other));
    else if (old) { old.remove(); changed.push(true); }
    else if (other) { now[part === ".day-cancelled" ? "append" : "prepend"](other); window.htmx.process(other); changed.push(true); }
  });
  const [choice, choices] = ["#chosen-courier"].flatMap((part) => [now.querySelector(part), fresh.querySelector(part)]);
  if (choice && choices && choice.innerHTML !== choices.innerHTML) {
    const { value } = choice;
    choice.replaceChildren(...choices.children);
    if ([...choice.options].some((option) => option.value === value)) choice.value = value;
  }
  return changed.some(Boolean);
}

export const shown = () => columnsOf(board()).filter((one) => one.dataset.mark).map((one) => `${one.dataset.column}:${one.dataset.mark}`).join();

// Columns that were drawn whole, or opened to what is over, are asked for as such.
export function addressWith(address) {
  const url = new URL(address, window.location.href);
  const tell = (name, mark) => {
    url.searchParams.delete(name);
    board()?.querySelectorAll(mark).forEach((one) => url.searchParams.append(name, one.closest("[data-key]").dataset.key));
  };
  tell("entier", "[data-whole]");
  tell("finies", "details[open][data-over]");
  return url.pathname + url.search;
}
