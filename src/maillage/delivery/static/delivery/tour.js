// A courier's tour. Each form of the page is an action: kept on the phone first, shown at once, then sent until it was
// heard. Where the browser keeps nothing, or without a script, the same forms go to the server as they are.
import { showToast } from "../js/toasts.js";
import { codeIsGood } from "./tour-code.js";
import { keepForOffline } from "./tour-offline.js";
import { picturesOf, startSignatures } from "./tour-pictures.js";
import { Position } from "./tour-position.js";
import { showStop, startCamera, stopOfCode } from "./tour-scan.js";
import { Sender } from "./tour-send.js";
import { openStore } from "./tour-store.js";
import { apply, filled, isBusy, isSharing, renderedAt, replaceDay, showNet, showTold, stopOf, withScript, words } from "./tour-view.js";

const RETRY_MS = 15_000;
const REFRESH_MS = 60_000;
const STALE_MS = 10_000;
const FIELDS = ["recipient", "notes", "reason", "code"];

class TourPage {
  constructor(element, store) {
    Object.assign(this, { element, store });
    const { courier, sendUrl, photoUrl, positionUrl } = element.dataset;
    this.courier = courier;
    this.net = navigator.onLine ? "online" : "offline";
    this.refreshedAt = Date.now();
    this.wantsRefresh = false;
    this.sender = new Sender({
      store, courier, sendUrl, photoUrl,
      onNet: (net) => this.heard(net),
      onTold: (action, told) => this.told(action, told),
    });
    this.position = new Position({
      url: positionUrl,
      onDenied: () => { showToast({ text: words.position_off, tone: "warning" }); this.keep({ kind: "hide" }); },
      onEnded: () => this.refresh(),
    });
  }

  async start() {
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("change", (event) => this.chosen(event));
    window.addEventListener("online", () => this.refresh().then(() => this.send()));
    window.addEventListener("offline", () => this.heard("offline"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.tick());
    setInterval(() => this.tick(), RETRY_MS);
    await this.show();
    await this.send();
    // A page out of the phone's own store asks whether there is a newer one.
    if (Math.abs(Date.now() - renderedAt()) > STALE_MS) await this.refresh();
  }

  // --- what the courier says
  submitted(event) {
    const form = event.target.closest("[data-action-form]");
    if (!form) return;
    event.preventDefault();
    const kind = event.submitter?.name === "kind" ? event.submitter.value : form.elements.kind?.value;
    const said = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value?.trim() ?? ""]).filter(([, text]) => text));
    if (kind === "note" && !said.notes) return form.elements.notes.focus();
    if (kind === "incident" && !said.notes && !said.reason) return form.elements.notes.focus();
    this.act(form, kind, said);
  }

  async act(form, kind, said) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    if (kind === "done" && !(await codeIsGood(form))) {
      delete form.dataset.busy;
      return;
    }
    const at = Date.now(); // the true time is that of the thumb, not that of the picture made small
    const tasks = new FormData(form).getAll("tasks").map(Number);
    const { found, isTooLarge } = await picturesOf(form, tasks, this.courier);
    delete form.dataset.busy;
    if (isTooLarge) return showToast({ text: words.photo_large, tone: "warning" });
    if (kind === "scan") {
      // A focused field would hold back the list in which the stop appears.
      form.querySelector("button[type=submit]").focus();
      this.scanned(said.code);
    }
    if (["note", "incident"].includes(kind)) showToast({ text: words.kept });
    form.reset();
    form.closest("details.tour-do")?.removeAttribute("open");
    const id = crypto.randomUUID();
    const shows = kind === "incident" ? { incident: id } : {};
    await this.keep({ id, kind, at, tasks, ...said }, found.map((photo) => ({ ...photo, ...shows })));
  }

  async keep(said, photos = []) {
    const action = { id: crypto.randomUUID(), courier: this.courier, at: Date.now(), tasks: [], ...this.position.now(), ...said };
    try {
      apply(await this.store.add(action, photos));
    } catch (error) {
      console.warn(error);
      showToast({ text: words.storage, tone: "warning" });
      return;
    }
    this.position.follow(isSharing());
    await this.status();
    this.send();
  }

  scanned(code) {
    const stop = stopOfCode(code);
    if (stop) showStop(stop);
    else if (this.net !== "online") showToast({ text: words.code_unknown });
  }

  chosen({ target }) {
    const note = target.matches?.("[data-action-form] input[type=file]") && target.form.querySelector("[data-photo-kept]");
    if (note) Object.assign(note, { hidden: !target.files.length, textContent: words.photo_kept });
  }

  // --- what the server says
  send() {
    return this.sender.run().catch((error) => console.warn(error));
  }

  async told(action, { outcome, words: said, task }) {
    if (outcome === "photo_refused") await this.store.tell(this.courier, filled("photo_refused", { words: said }));
    if (outcome === "refused") this.wantsRefresh = true;
    if (action?.kind === "scan" && outcome !== "refused") {
      if (said) showToast({ text: said });
      this.sought = task;
    }
  }

  async heard(net) {
    const before = this.net;
    this.net = net;
    await this.status();
    const isFresh = (await this.store.actions(this.courier)).some((one) => one.heardAt);
    if (net === "online" && (isFresh || this.wantsRefresh || before !== "online")) await this.refresh();
  }

  async refresh() {
    if (isBusy()) {
      this.wantsRefresh = true;
      return;
    }
    this.wantsRefresh = false;
    this.refreshedAt = Date.now();
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, redirect: "manual", credentials: "same-origin" });
      // What the service worker had kept is older than what is shown already.
      const isKept = answer.headers.has("X-Kept");
      this.net = answer.type === "opaqueredirect" ? "signed_out" : answer.ok && !isKept ? "online" : "offline";
      const text = this.net === "online" ? await answer.text() : "";
      // A form may have been opened while the answer was under way.
      if (isBusy()) this.wantsRefresh = true;
      else if (text && replaceDay(text)) await this.show();
    } catch {
      this.net = "offline";
    }
    await this.status();
    if (this.sought && stopOf(this.sought)) showStop(stopOf(this.sought));
    this.sought = null;
  }

  tick() {
    const isOld = Date.now() - this.refreshedAt > REFRESH_MS && document.visibilityState === "visible";
    if (isOld || this.wantsRefresh || this.net !== "online") this.refresh();
    this.send();
  }

  // --- what is shown
  async show() {
    withScript();
    await this.store.forgetHeard(this.courier, renderedAt());
    for (const action of await this.store.actions(this.courier)) apply(action);
    this.position.follow(isSharing());
    await this.status();
  }

  async status() {
    const waiting = await this.store.waiting(this.courier);
    const photos = await this.store.photos(this.courier);
    showNet(this.net, waiting.length + photos.length, await this.store.others(this.courier));
    const stuck = waiting.filter((one) => one.words).map((one) => ({ words: filled("later", { words: one.words }), action: one }));
    const told = await this.store.told(this.courier);
    showTold([...told, ...stuck], async (one) => {
      if (one.action) await this.store.put("actions", { ...one.action, words: "" });
      else await this.store.remove("told", one.order);
      await this.status();
    });
  }
}

function offerInstallation() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const button = document.querySelector("[data-tour-install]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => { button.hidden = true; event.prompt(); }, { once: true });
  });
}

const element = document.querySelector("[data-tour]");
if (element) {
  offerInstallation();
  keepForOffline(element);
  startSignatures();
  startCamera();
  try {
    const page = new TourPage(element, await openStore());
    navigator.storage?.persist?.();
    await page.start();
    element.dataset.ready = "1";
  } catch (error) {
    // A private window keeps nothing: the forms go to the server as they are.
    console.warn(error);
    showToast({ text: words.storage, tone: "warning" });
  }
}
