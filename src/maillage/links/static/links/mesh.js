// The graph of the network: sigma draws what the server has placed. Filters, names, neighbours and the keyboard work on
// the same data; without this script the list below says the same.
const box = document.querySelector("[data-mesh]");
const part = (name) => box.querySelector(`[data-mesh-${name}]`);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const MOST_FOUND = 8;
const STRONG = 50;
const STEADY = 20;
const GROUPS = 7;
// The frame is wider than it is high.
const STRETCH = 1.4;

if (box) start().catch(() => say(part("state").dataset.failed));

function say(text) {
  box.hidden = false;
  part("state").textContent = text;
}

async function start() {
  box.hidden = false;
  const answer = await fetch(box.dataset.source, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const mesh = new Mesh(await answer.json());
  mesh.listen();
  mesh.filter();
}

// Colours come from the page's own tokens, whatever way they are written there.
function colourOf(expression) {
  const probe = document.createElement("span");
  probe.style.color = expression;
  box.append(probe);
  const told = getComputedStyle(probe).color;
  probe.remove();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  pen.fillStyle = told;
  pen.fillRect(0, 0, 1, 1);
  const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  // WebGL adds what is half transparent to what lies below: a pale colour is mixed with the paper instead.
  return { parts, solid: hex(parts), pale: (share, paper) => hex(parts.map((one, at) => Math.round(share * one + (1 - share) * paper.parts[at]))) };
}

function hex(parts) {
  return `#${parts.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

class Mesh {
  constructor(told) {
    this.kinds = told.kinds;
    this.words = new Map(told.words.map((word, number) => [word, number]));
    this.nodes = told.nodes.map(([name, slug, commune, x, y, group, sectors, skills, region, department, isMember, holds]) => ({
      name, slug, commune, x, y, group, isMember, holds, folded: fold(name), marks: new Set([...sectors, ...skills, region, department]), ties: [],
    }));
    this.graph = new graphology.Graph({ type: "undirected" });
    this.chosen = null;
    this.hovered = null;
    this.shown = new Set(this.nodes.keys().map(String));
    this.least = this.bit = 0;
    this.readColours();
    for (const [number, node] of this.nodes.entries()) this.graph.addNode(String(number), { x: STRETCH * node.x, y: -node.y, label: node.name, size: 3 });
    for (const [left, right, strength, bits] of told.edges) {
      this.nodes[left].ties.push({ other: right, strength, bits });
      this.nodes[right].ties.push({ other: left, strength, bits });
      this.graph.addEdge(String(left), String(right), { strength, bits, size: strength >= STRONG ? 3.2 : strength >= STEADY ? 1.8 : 1 });
    }
    for (const [number, node] of this.nodes.entries()) {
      node.ties.sort((one, other) => other.strength - one.strength);
      this.graph.setNodeAttribute(String(number), "size", Math.min(13, 2.5 + 1.6 * Math.sqrt(node.ties.length)));
    }
    this.sigma = new Sigma(this.graph, part("drawing"), {
      allowInvalidContainer: true, labelFont: getComputedStyle(document.body).fontFamily, labelSize: 13, labelWeight: "500", labelColor: { color: this.ink.solid },
      labelDensity: 0.7, labelGridCellSize: 150, labelRenderedSizeThreshold: 6, minCameraRatio: 0.05, maxCameraRatio: 1.6, zIndex: true, stagePadding: 24, minEdgeThickness: 0.8,
      nodeReducer: (key, data) => this.drawnNode(key, data), edgeReducer: (key, data) => this.drawnEdge(key, data),
      defaultDrawNodeHover: (pen, data, settings) => this.drawHover(pen, data, settings),
    });
  }

  readColours() {
    this.groups = Array.from({ length: GROUPS }, (_one, number) => colourOf(`var(--group-${number + 1})`));
    this.ink = colourOf("var(--ink)");
    this.paper = colourOf("var(--surface)");
    this.muted = colourOf("var(--muted)");
    this.accent = colourOf("var(--accent)");
    this.line = colourOf("var(--line-strong)");
  }

  get lit() {
    return this.hovered ?? this.chosen;
  }

  isBeside(key) {
    return this.lit === null || key === this.lit || this.graph.areNeighbors(key, this.lit);
  }

  drawnNode(key, data) {
    const node = this.nodes[Number(key)];
    if (!this.shown.has(key)) return { ...data, hidden: true, label: null };
    const colour = node.group ? this.groups[(node.group - 1) % GROUPS] : this.muted;
    if (!this.isBeside(key)) return { ...data, color: colour.pale(0.2, this.paper), label: null, zIndex: 0 };
    const isChosen = key === this.chosen;
    return { ...data, color: isChosen ? this.accent.solid : colour.solid, highlighted: isChosen, forceLabel: this.lit !== null && (isChosen || this.graph.degree(this.lit) < 8), zIndex: isChosen ? 2 : 1 };
  }

  drawnEdge(key, data) {
    const [left, right] = this.graph.extremities(key);
    if (!this.passes(data) || !this.shown.has(left) || !this.shown.has(right)) return { ...data, hidden: true };
    const isLit = this.lit !== null && (left === this.lit || right === this.lit);
    if (isLit) return { ...data, color: this.accent.pale(Math.min(1, 0.45 + data.strength / 140), this.paper), size: data.size + 0.6, zIndex: 1 };
    return { ...data, color: this.line.pale(this.lit === null ? Math.min(1, 0.3 + data.strength / 130) : 0.12, this.paper), zIndex: 0 };
  }

  drawHover(pen, data, settings) {
    pen.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
    const width = pen.measureText(data.label ?? "").width + 12;
    pen.fillStyle = this.paper.solid;
    pen.strokeStyle = this.accent.solid;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.roundRect(data.x + data.size + 3, data.y - 12, width, 24, 6);
    pen.fill();
    pen.stroke();
    pen.beginPath();
    pen.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
    pen.stroke();
    pen.fillStyle = this.ink.solid;
    pen.textBaseline = "middle";
    pen.fillText(data.label ?? "", data.x + data.size + 9, data.y + 1);
    pen.textBaseline = "alphabetic";
  }

  // --- filters: those of the form above, which also rule the list

  get asked() {
    const form = document.querySelector("[data-mesh-filter]");
    const value = (name) => form?.elements.namedItem(name)?.value ?? "";
    return { q: fold(value("q").trim()), kind: value("kind"), trade: value("trade"), place: value("place"), strength: Number(value("strength") || 0) };
  }

  passes({ strength, bits }) {
    return strength >= this.least && (this.bit === 0 || (bits & this.bit) !== 0);
  }

  filter() {
    const { q, kind, trade, place, strength } = this.asked;
    this.least = strength;
    this.bit = kind ? 1 << this.kinds.indexOf(kind) : 0;
    const marks = [trade, place].filter(Boolean).map((word) => this.words.get(word) ?? -1);
    const fits = (node) => marks.every((mark) => node.marks.has(mark));
    const isNarrow = marks.length > 0 || strength > 0 || this.bit !== 0;
    this.shown = new Set();
    let links = 0;
    for (const [number, node] of this.nodes.entries()) {
      const ties = node.ties.filter((tie) => this.passes(tie) && (fits(node) || fits(this.nodes[tie.other])));
      links += ties.length;
      if ((fits(node) && (!isNarrow || marks.length > 0 || ties.length > 0)) || ties.length > 0) this.shown.add(String(number));
    }
    if (this.chosen !== null && !this.shown.has(this.chosen)) this.choose(null);
    this.find(q);
    // Whole: what was hidden is not in sigma's indices.
    this.sigma.refresh();
    part("state").textContent = part("state").dataset.counts.replace("{knots}", this.shown.size.toLocaleString(document.documentElement.lang)).replace("{links}", (links / 2).toLocaleString(document.documentElement.lang));
    if (this.chosen !== null) this.tell();
  }

  find(text) {
    const list = part("matches");
    list.replaceChildren();
    if (text.length < 2) return;
    const found = [...this.shown].filter((key) => this.nodes[Number(key)].folded.includes(text));
    found.sort((one, other) => this.nodes[Number(other)].ties.length - this.nodes[Number(one)].ties.length);
    if (found.length === 1) this.choose(found[0]);
    else for (const key of found.slice(0, MOST_FOUND)) list.append(this.pick(key, this.nodes[Number(key)].commune));
  }

  pick(key, note) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mesh__pick";
    button.textContent = this.nodes[Number(key)].name;
    const small = document.createElement("small");
    small.textContent = note;
    button.append(small);
    button.addEventListener("click", () => this.choose(key, { isFollowed: true }));
    item.append(button);
    return item;
  }

  // --- the chosen organization

  choose(key, { isFollowed = false } = {}) {
    this.chosen = key;
    this.sigma.refresh({ skipIndexation: true });
    this.tell();
    if (key === null || !isFollowed) return;
    const { x, y } = this.sigma.getNodeDisplayData(key);
    this.sigma.getCamera().animate({ x, y, ratio: Math.min(0.5, this.sigma.getCamera().ratio) }, { duration: calm.matches ? 0 : 150 });
  }

  tell() {
    const place = part("chosen");
    if (this.chosen === null) {
      if (this.hint) place.replaceChildren(this.hint);
      return;
    }
    this.hint ??= part("hint");
    const node = this.nodes[Number(this.chosen)];
    const card = part("card").content.cloneNode(true);
    const fill = (name) => card.querySelector(`[data-${name}]`);
    fill("name").textContent = node.name;
    fill("place").textContent = node.commune;
    fill("story-link").href = box.dataset.story.replace("/0/", `/${node.slug}/`);
    fill("profile-link").href = box.dataset.profile.replace("/0/", `/${node.slug}/`);
    if (node.holds) {
      fill("holds").hidden = false;
      fill("holds").textContent = fill("holds").dataset.text.replace("{count}", String(node.holds));
    }
    const words = part("words").dataset;
    const ties = node.ties.filter((tie) => this.passes(tie) && this.shown.has(String(tie.other)));
    for (const tie of ties) fill("neighbours").append(this.tie(node, tie, tie.strength >= STRONG ? words.strong : tie.strength >= STEADY ? words.steady : words.light));
    fill("neighbours").hidden = ties.length === 0;
    fill("none").hidden = ties.length > 0;
    place.replaceChildren(card);
  }

  // A tie opens on its dated facts, fetched when they are asked for.
  tie(node, { other }, strength) {
    const row = part("tie").content.cloneNode(true).firstElementChild;
    const far = this.nodes[other];
    row.querySelector("[data-tie-name]").textContent = far.name;
    row.querySelector("[data-tie-strength]").textContent = strength;
    row.querySelector("[data-tie-go]").addEventListener("click", () => this.choose(String(other), { isFollowed: true }));
    row.querySelector("details").addEventListener("toggle", (event) => {
      if (event.target.open) this.fetchStory(row.querySelector("[data-tie-story]"), node, far);
    });
    return row;
  }

  async fetchStory(place, node, far) {
    if (place.dataset.told) return;
    try {
      const address = `${box.dataset.story.replace("/0/", `/${node.slug}/`)}?avec=${encodeURIComponent(far.slug)}`;
      const answer = await fetch(address, { credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      // The server's own page, escaped there.
      place.innerHTML = await answer.text();
      place.dataset.told = "yes";
    } catch {
      place.textContent = part("words").dataset.failed;
    }
  }

  // --- mouse, keyboard, theme

  listen() {
    this.sigma.on("clickNode", ({ node }) => this.choose(node));
    this.sigma.on("clickStage", () => this.choose(null));
    this.sigma.on("enterNode", ({ node }) => this.hover(node));
    this.sigma.on("leaveNode", () => this.hover(null));
    document.querySelector("[data-mesh-filter]")?.addEventListener("input", () => this.filter());
    document.querySelector("[data-mesh-filter]")?.addEventListener("submit", (event) => event.preventDefault());
    box.addEventListener("click", (event) => this.zoom(event.target.closest("[data-mesh-zoom]")?.dataset.meshZoom));
    part("drawing").addEventListener("keydown", (event) => this.key(event));
    const again = () => {
      this.readColours();
      this.sigma.setSetting("labelColor", { color: this.ink.solid });
    };
    document.addEventListener("maillage:appearance", again);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  }

  hover(key) {
    this.hovered = key;
    part("drawing").style.cursor = key === null ? "" : "pointer";
    this.sigma.refresh({ skipIndexation: true });
  }

  zoom(how) {
    const duration = calm.matches ? 0 : 150;
    const camera = this.sigma.getCamera();
    if (how === "in") camera.animatedZoom({ duration });
    if (how === "out") camera.animatedUnzoom({ duration });
    if (how === "all") camera.animatedReset({ duration });
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Escape") this.choose(null);
    else if (event.key === "+" || event.key === "-") this.zoom(event.key === "+" ? "in" : "out");
    else if (event.key === "Enter" && this.chosen !== null) part("chosen").querySelector("[data-story-link]")?.focus();
    else if (steps[event.key]) {
      event.preventDefault();
      const next = this.chosen === null ? this.largest() : this.towards(steps[event.key]);
      if (next !== null) this.choose(next, { isFollowed: true });
    }
  }

  largest() {
    let best = null;
    for (const key of this.shown) if (best === null || this.nodes[Number(key)].ties.length > this.nodes[Number(best)].ties.length) best = key;
    return best;
  }

  // The nearest within the half of a right angle that the arrow points to.
  towards([right, down]) {
    const here = this.nodes[Number(this.chosen)];
    let best = null;
    let least = Infinity;
    for (const key of this.shown) {
      if (key === this.chosen) continue;
      const node = this.nodes[Number(key)];
      const x = node.x - here.x;
      const y = node.y - here.y;
      const ahead = right * x + down * y;
      const aside = Math.abs(right * y) + Math.abs(down * x);
      if (ahead <= 0 || aside > ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [best, least] = [key, cost];
    }
    return best;
  }
}
