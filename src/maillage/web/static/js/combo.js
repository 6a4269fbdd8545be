// <input data-suggest-url="/…"> becomes a combobox (ARIA 1.2, list autocomplete with manual selection); without
// JavaScript it is a plain field. The address answers ?q=… with
//   {"groups": [{"label": "Trades", "options": [{"label", "detail"?, "value"?, "url"?, "icon"?}]}]}
// An option with a `url` is followed; one with a `value` also fills the hidden input named by data-value-of (its id).
const WAIT_MS = 120;
let counter = 0;

export function startCombos(within) {
  for (const input of within.querySelectorAll("input[data-suggest-url]:not([role=combobox])")) new Combo(input);
}

class Combo {
  constructor(input) {
    this.input = input;
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.held = document.getElementById(input.dataset.valueOf ?? "");
    this.list = document.createElement("ul");
    this.list.className = "combo__list";
    this.list.id = `combo-${(counter += 1)}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    const box = document.createElement("div");
    box.className = "combo";
    input.replaceWith(box);
    box.append(input, this.list);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at));
    });
  }

  later() {
    if (this.held) this.held.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    if (text.length < Number(this.input.dataset.suggestFrom ?? 2)) return this.close();
    const asked = (this.asked += 1);
    try {
      const address = new URL(this.input.dataset.suggestUrl, location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || asked !== this.asked) return;
      this.show((await answer.json()).groups ?? []);
    } catch {
      this.close();
    }
  }

  show(groups) {
    this.options = [];
    this.active = -1;
    this.list.replaceChildren();
    for (const group of groups) {
      if (!group.options?.length) continue;
      if (group.label) this.list.append(this.heading(group.label));
      for (const option of group.options) this.list.append(this.item(option));
    }
    const isOpen = this.options.length > 0;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.input.removeAttribute("aria-activedescendant");
  }

  heading(label) {
    const item = document.createElement("li");
    item.className = "combo__group";
    item.setAttribute("role", "presentation");
    item.textContent = label;
    return item;
  }

  item(option) {
    const item = document.createElement("li");
    item.className = "combo__option";
    item.id = `${this.list.id}-${this.options.length}`;
    item.dataset.at = this.options.length;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(Object.assign(document.createElement("span"), { textContent: option.label }));
    if (option.detail) item.append(Object.assign(document.createElement("small"), { textContent: option.detail }));
    this.options.push({ ...option, item });
    return item;
  }

  key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.ask();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Tab" && isOpen) {
      this.close();
    }
  }

  move(step) {
    const count = this.options.length;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.options[this.active]?.item.setAttribute("aria-selected", "false");
    this.active = (from + step + count) % count;
    const { item } = this.options[this.active];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  choose(at) {
    const option = this.options[at];
    this.close();
    if (option.url) return window.location.assign(option.url);
    this.input.value = option.text ?? option.label;
    if (this.held) this.held.value = option.value ?? "";
    this.input.dispatchEvent(new CustomEvent("maillage:chosen", { bubbles: true, detail: option }));
    if (this.input.hasAttribute("data-submit-on-choice")) this.input.form?.requestSubmit();
  }

  close() {
    this.asked += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
