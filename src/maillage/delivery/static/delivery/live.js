// Live news of the day: when others change something, the columns that differ are put in place of the old ones. What is
// dragged, ticked, unfolded or being written stays.
const mark = document.querySelector("[data-live]");
const board = () => document.querySelector("[data-day-board]");
const [GATHER_MS, SILENCE_MS, POLL_MS, TICK_MS] = [300, 45000, 15000, 1000];
let source = null;
let heardAt = 0;
let askedAt = 0;
let isStale = false;
let isAsking = false;
let isWhole = false;

function say(state) {
  if (mark.dataset.state === state) return;
  mark.hidden = false;
  mark.dataset.state = state;
  mark.querySelectorAll("[data-live-said]").forEach((one) => { one.hidden = one.dataset.liveSaid !== state; });
}
const isLive = () => source?.readyState === EventSource.OPEN && Date.now() - heardAt < SILENCE_MS && !source.isLost;
const show = () => say(isLive() ? (isStale && isHeld() ? "waiting" : "on") : "lost");

// --- hearing
function listen() {
  source?.close();
  source = new EventSource(mark.dataset.live);
  heardAt = Date.now();
  const hear = (change) => () => {
    heardAt = Date.now();
    source.isLost = false;
    if (change) stale();
    show();
  };
  source.addEventListener("beat", hear(false));
  source.addEventListener("fact", hear(true));
  source.addEventListener("reset", hear(true));
  source.addEventListener("lost", () => { source.isLost = true; show(); });
  source.addEventListener("error", show);
}
function stale() {
  if (!isStale) setTimeout(refresh, GATHER_MS * (0.5 + Math.random()));
  isStale = true;
}

// --- what must not be taken away from under a hand
const isHeld = () => Boolean(document.querySelector(".is-dragged, .htmx-request") || board()?.querySelector("input:not([type=checkbox]):focus, textarea:focus, select:focus"));
const told = (part) => part.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").replace(/ (open|class)="[^"]*"/g, "");

function replace(old, fresh) {
  if (!old || !fresh || "same" in fresh.dataset || told(old) === told(fresh)) return false;
  const ticked = new Set([...old.querySelectorAll("input[type=checkbox]:checked")].map((tick) => tick.value));
  const isOpen = [...old.querySelectorAll("details")].map((one) => one.open);
  const focused = old.contains(document.activeElement) ? document.activeElement.closest("[data-task]")?.dataset.task : null;
  const scroll = old.querySelector("[data-tasks]")?.scrollTop ?? 0;
  old.replaceWith(fresh);
  fresh.querySelectorAll("input[type=checkbox]").forEach((tick) => { tick.checked = ticked.has(tick.value); });
  fresh.querySelectorAll("details").forEach((one, index) => { one.open = isOpen[index] ?? one.open; });
  if (fresh.querySelector("[data-tasks]")) fresh.querySelector("[data-tasks]").scrollTop = scroll;
  window.htmx.process(fresh);
  if (focused) fresh.querySelector(`[data-task="${focused}"] .day-task__name`)?.focus({ preventScroll: true });
  return true;
}

function merge(fresh) {
  const now = board();
  const columns = (one) => [...one.querySelectorAll("[data-column]")];
  const shape = (one) => columns(one).map((column) => column.dataset.column).join();
  // A courier has come or gone: the whole board is another one.
  if (shape(now) !== shape(fresh)) {
    if (!fresh.querySelector("[data-same]")) return replace(now, fresh);
    isWhole = isStale = true; // asked for again, each column drawn
    return false;
  }
  const others = Object.fromEntries(columns(fresh).map((column) => [column.dataset.column, column]));
  const changed = columns(now).map((column) => replace(column, others[column.dataset.column]));
  [".day-counts", ".day-cancelled"].forEach((part) => {
    const [old, other] = [now.querySelector(part), fresh.querySelector(part)];
    if (old && other) changed.push(replace(old, other));
    else if (old || other) changed.push(Boolean(old ? old.remove() : now.append(other)) || true);
  });
  ["day-stops", "day-lines"].forEach((id) => {
    const [old, other] = [now.querySelector(`#${id}`), fresh.querySelector(`#${id}`)];
    if (old && other) old.textContent = other.textContent;
  });
  return changed.some(Boolean);
}

const shown = () => isWhole ? "" : [...board().querySelectorAll("[data-column][data-mark]")].map((one) => `${one.dataset.column}:${one.dataset.mark}`).join();

async function refresh() {
  if (isAsking || !board()) return;
  if (isHeld() || document.hidden) { show(); return; }
  isAsking = true;
  isStale = false;
  askedAt = Date.now();
  try {
    const answer = await fetch(board().getAttribute("hx-get"), { headers: { "HX-Request": "true", "X-Seen-Columns": shown() } });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-day-board]");
    isWhole = false;
    // A hand may have taken hold of a card while the answer came: it is asked for again.
    if (isHeld()) isStale = true;
    else if (fresh && merge(fresh)) {
      document.dispatchEvent(new CustomEvent("maillage:day-changed"));
      document.querySelector("[form=chosen]")?.dispatchEvent(new Event("change", { bubbles: true }));
    }
  } catch {
    isStale = true;
  } finally {
    isAsking = false;
    show();
  }
}

if (mark && board()) {
  listen();
  setInterval(() => {
    if (source.readyState === EventSource.CLOSED || Date.now() - heardAt > SILENCE_MS) listen();
    if (!isLive() && Date.now() - askedAt > POLL_MS) isStale = true;
    if (isStale && Date.now() - askedAt > TICK_MS) refresh();
    show();
  }, TICK_MS);
  document.addEventListener("visibilitychange", () => !document.hidden && isStale && refresh());
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", ({ persisted }) => persisted && listen());
}
