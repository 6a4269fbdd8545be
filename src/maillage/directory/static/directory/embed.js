// <maillage-directory server="https://…" q="…" near="lat,lon" radius_km="20" place="department:69" skill="…" sector="…" size="10" lang="fr">
// A list of a network's co-operatives for any site. It asks the network's public API, sends no cookie, keeps nothing.
// Styles: the parts `form`, `list`, `item`, `more`, `foot`, and the custom properties --maillage-ink, --maillage-muted,
// --maillage-line, --maillage-accent.
const WORDS = {
  fr: {
    search: "Rechercher", label: "Chercher une coopérative", more: "Voir la suite", loading: "Recherche en cours…",
    none: "Aucune coopérative ne correspond à cette recherche.", failed: "L’annuaire ne répond pas pour le moment.",
    whole: "Voir dans l’annuaire du réseau", away: (m) => (m < 950 ? `à ${Math.round(m / 10) * 10} m` : `à ${(m / 1000).toLocaleString("fr", { maximumFractionDigits: m < 9950 ? 1 : 0 })} km`),
    count: (n, exact) => (n < 2 && exact ? `${n} coopérative` : `${exact ? "" : "plus de "}${n.toLocaleString("fr")} coopératives`),
  },
  en: {
    search: "Search", label: "Find a co-operative", more: "Show more", loading: "Searching…",
    none: "No co-operative matches this search.", failed: "The directory does not answer at the moment.",
    whole: "See in the network’s directory", away: (m) => (m < 950 ? `${Math.round(m / 10) * 10} m away` : `${(m / 1000).toLocaleString("en", { maximumFractionDigits: m < 9950 ? 1 : 0 })} km away`),
    count: (n, exact) => (n === 1 && exact ? "1 co-operative" : `${exact ? "" : "more than "}${n.toLocaleString("en")} co-operatives`),
  },
};
const FILTERS = ["near", "radius_km", "place", "commune", "skill", "sector", "family", "label", "headcount", "region", "department", "sort", "size"];
const STYLE = `
  :host { display: block; color: var(--maillage-ink, inherit); font: inherit; line-height: 1.5; }
  form { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; }
  label { flex: 1 1 12rem; display: block; font-weight: 600; }
  input { box-sizing: border-box; width: 100%; min-height: 44px; padding: .4rem .7rem; font: inherit; font-weight: 400; color: inherit; background: transparent; border: 1px solid var(--maillage-line, #767676); border-radius: 8px; }
  button { align-self: end; min-height: 44px; padding: .4rem 1.1rem; font: inherit; font-weight: 600; color: inherit; background: transparent; border: 2px solid var(--maillage-accent, currentColor); border-radius: 8px; cursor: pointer; }
  :focus-visible { outline: 3px solid var(--maillage-accent, currentColor); outline-offset: 2px; }
  ul { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--maillage-line, #c9c9c9); }
  li { padding: .8rem 0; border-bottom: 1px solid var(--maillage-line, #c9c9c9); }
  h3 { margin: 0; font-size: 1.1em; }
  a { color: var(--maillage-accent, inherit); }
  p { margin: .2rem 0 0; }
  .muted { color: var(--maillage-muted, inherit); font-size: .95em; }
  [hidden] { display: none; }
  footer { margin-top: 1rem; font-size: .95em; }
`;

class MaillageDirectory extends HTMLElement {
  static observedAttributes = ["server", "q", "lang", ...FILTERS];

  connectedCallback() {
    if (!this.shadowRoot) this.draw();
    this.start();
  }

  disconnectedCallback() {
    this.asking?.abort();
  }

  attributeChangedCallback() {
    if (!this.shadowRoot || !this.isConnected) return;
    this.input.value = this.getAttribute("q") ?? "";
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.start(), 0);
  }

  get words() {
    const asked = (this.getAttribute("lang") || this.closest("[lang]")?.lang || document.documentElement.lang || "fr").slice(0, 2);
    return { code: WORDS[asked] ? asked : "fr", ...(WORDS[asked] ?? WORDS.fr) };
  }

  get server() {
    return new URL(this.getAttribute("server") || new URL(import.meta.url).origin, location.href).href.replace(/\/+$/, "");
  }

  draw() {
    const words = this.words;
    const root = this.attachShadow({ mode: "open" });
    // A constructed sheet: allowed under any content security policy, which a <style> element is not.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(
      (this.form = make("form", { role: "search", part: "form" }, [
        make("label", {}, [make("span", { textContent: words.label }), (this.input = make("input", { type: "search", name: "q", maxLength: 200, value: this.getAttribute("q") ?? "" }))]),
        make("button", { textContent: words.search }),
      ])),
      (this.status = make("p", { role: "status", className: "muted" })),
      (this.list = make("ul", { part: "list" })),
      (this.more = make("button", { type: "button", part: "more", textContent: words.more, hidden: true })),
      make("footer", { part: "foot" }, [(this.whole = make("a", { textContent: words.whole, target: "_blank", rel: "noopener" }))]),
    );
    root.host.lang ||= words.code;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    this.more.addEventListener("click", () => this.ask(this.next));
  }

  query() {
    const query = new URLSearchParams();
    const text = this.input.value.trim();
    if (text) query.set("q", text);
    for (const name of FILTERS) {
      const value = this.getAttribute(name);
      if (value) query.set(name, value);
    }
    return query;
  }

  start() {
    this.list.replaceChildren();
    const query = this.query();
    query.delete("size");
    this.whole.href = `${this.server}/annuaire/?${query}`;
    return this.ask("");
  }

  async ask(cursor) {
    const words = this.words;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const query = this.query();
    query.set("lang", words.code);
    if (!query.has("size")) query.set("size", "10");
    if (cursor) query.set("cursor", cursor);
    this.more.hidden = true;
    this.status.textContent = words.loading;
    try {
      const answer = await fetch(`${this.server}/api/v1/organizations?${query}`, { signal: asking.signal, credentials: "omit" });
      const page = await answer.json();
      if (!answer.ok) throw new Error(page.detail);
      this.show(page, Boolean(cursor));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.status.textContent = error instanceof TypeError || !error.message ? words.failed : error.message;
    }
  }

  show(page, goesOn) {
    const words = this.words;
    const items = page.results.map((one) => this.item(one, words));
    this.list.append(...items);
    this.next = page.next;
    this.more.hidden = !page.next;
    this.status.textContent = page.count ? words.count(page.count, page.count_is_exact) : words.none;
    if (goesOn) items[0]?.querySelector("a").focus();
    this.dispatchEvent(new CustomEvent("maillage:shown", { detail: { count: page.count }, bubbles: true }));
  }

  item(one, words) {
    const place = [one.commune, one.distance_m === null ? "" : words.away(one.distance_m)].filter(Boolean).join(" · ");
    return make("li", { part: "item" }, [
      make("h3", {}, [make("a", { href: this.safe(one.url), textContent: one.name, target: "_blank", rel: "noopener" })]),
      ...(place ? [make("p", { className: "muted", textContent: place })] : []),
      ...(one.pitch ? [make("p", { textContent: one.pitch })] : []),
      ...(one.skill_names.length ? [make("p", { className: "muted", textContent: one.skill_names.slice(0, 4).join(", ") })] : []),
    ]);
  }

  safe(url) {
    return /^https?:\/\//.test(url) ? url : this.server;
  }
}

function make(name, properties, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "part" || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

if (!customElements.get("maillage-directory")) customElements.define("maillage-directory", MaillageDirectory);
