// Sends what waits: in order, each thing until it was heard, one sender at a time over all tabs. The server knows what it
// has heard already, so a lost answer is asked again without harm.
const BATCH = 40;
const PIECE_BYTES = 128 * 1024;
const WAIT_MS = 25_000;
const PIECE_WAIT_MS = 90_000;

class Stop extends Error {
  constructor(net) {
    super(net);
    this.net = net;
  }
}

function token() {
  const kept = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return kept ? kept.slice(10) : (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "");
}

// The same answers for every door: who is signed out or somebody else is told so, and nothing is thrown away.
export async function ask(url, { type = "application/json", body = null, method = "POST", wait = WAIT_MS } = {}) {
  let answer;
  try {
    answer = await fetch(url, {
      method, body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(wait),
      headers: { Accept: "application/json", "X-CSRFToken": token(), ...(body ? { "Content-Type": type } : {}) },
    });
  } catch {
    throw new Stop("offline");
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Stop("signed_out");
  if (answer.status === 404) throw new Stop("other_person");
  if (answer.status >= 500 || answer.status === 429) throw new Stop("offline");
  return answer;
}

export class Sender {
  constructor({ store, courier, sendUrl, photoUrl, onNet, onTold }) {
    Object.assign(this, { store, courier, sendUrl, photoUrl, onNet, onTold });
    this.again = false;
  }

  // Asked again while it runs, it runs once more: nothing added meanwhile is left behind.
  async run() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.alone(() => this.everything());
      } while (this.again);
    } finally {
      this.running = false;
    }
  }

  alone(work) {
    return navigator.locks ? navigator.locks.request("maillage-tour-send", work) : work();
  }

  async everything() {
    const waiting = [...(await this.store.waiting(this.courier)), ...(await this.store.photos(this.courier))];
    if (!waiting.length) return; // who asked nothing knows nothing of the network
    try {
      while (await this.batch());
      for (const photo of await this.store.photos(this.courier)) await this.photo(photo);
      await this.onNet("online");
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      await this.onNet(error.net);
    }
  }

  // Gives whether something was heard, so that what must come later is not asked in a circle.
  async batch(size = BATCH) {
    const waiting = (await this.store.waiting(this.courier)).slice(0, size);
    if (!waiting.length) return false;
    const actions = waiting.map(({ courier: _courier, words: _words, ...action }) => action);
    const answer = await ask(this.sendUrl, { body: JSON.stringify({ sent_at: Date.now(), actions }) });
    if (!answer.ok) {
      if (size > 1) return this.batch(1);
      await this.refuse(waiting[0], (await answer.json().catch(() => ({}))).detail ?? String(answer.status));
      return true;
    }
    const { heard_at: heardAt, told } = await answer.json();
    let isHeard = false;
    for (const one of told) {
      const action = waiting.find(({ id }) => id === one.id);
      if (!action) continue;
      if (one.outcome === "later") await this.store.put("actions", { ...action, words: one.words });
      else if (one.outcome === "refused") await this.refuse(action, one.words);
      else await this.store.put("actions", { ...action, heardAt, words: "" });
      isHeard ||= one.outcome !== "later";
      if (one.outcome !== "refused") await this.onTold(action, one);
    }
    return isHeard;
  }

  async refuse(action, words) {
    await this.store.remove("actions", action.order);
    await this.store.tell(this.courier, words);
    await this.onTold(action, { outcome: "refused", words });
  }

  // Goes on where the server says that it stopped.
  async photo(photo) {
    const url = new URL(this.photoUrl.replace("00000000-0000-0000-0000-000000000000", photo.id), location.href);
    let received = photo.received ?? 0;
    for (;;) {
      url.search = new URLSearchParams([
        ["offset", received], ["length", photo.blob.size], ["kind", photo.kind], ...(photo.incident ? [["incident", photo.incident]] : []), ...photo.tasks.map((task) => ["tasks", task]),
      ]);
      const body = photo.blob.slice(received, received + PIECE_BYTES);
      const answer = await ask(url, { body, type: "application/octet-stream", wait: PIECE_WAIT_MS });
      const state = await answer.json().catch(() => ({}));
      const refusal = answer.ok ? state.refusal : (state.detail ?? String(answer.status));
      if (refusal) await this.onTold(null, { outcome: "photo_refused", words: refusal });
      if (refusal || state.is_over) return this.store.remove("photos", photo.order);
      received = state.received;
      await this.store.put("photos", { ...photo, received });
    }
  }
}
