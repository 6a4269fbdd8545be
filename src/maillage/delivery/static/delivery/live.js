// Live news of the day: when others change something, the columns that differ are put in place of the old ones. What is
// dragged, ticked, unfolded or being written stays.
import { addressWith, board, merge, shown } from "./board.js";

const mark = document.querySelector("[data-live]");
const [GATHER_MS, SILENCE_MS, POLL_MS, TICK_MS] = [300, 45000, 15000, 1000];
let source = null;
let heardAt = 0;
let askedAt = 0;
let isStale = false;
let isAsking = false;

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
async function refresh() {
  if (isAsking || !board()) return;
  if (isHeld() || document.hidden) { show(); return; }
  isAsking = true;
  isStale = false;
  askedAt = Date.now();
  try {
    const answer = await fetch(addressWith(board().getAttribute("hx-get")), { headers: { "HX-Request": "true", "X-Seen-Columns": shown() } });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-day-board]");
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
