// Keys for those who compare many pairs. They act only while the focus is inside a pair, so that nobody meets them by chance.
const pairs = () => [...document.querySelectorAll("[data-pair]")];

function inside() {
  return document.activeElement?.closest("[data-pair]");
}

function go(step) {
  const all = pairs();
  const wanted = all[all.indexOf(inside()) + step];
  wanted?.focus();
  wanted?.scrollIntoView({ block: "start" });
}

function press(selector) {
  inside()?.querySelector(selector)?.click();
}

const actions = {
  j: () => go(1),
  k: () => go(-1),
  m: () => press("[data-merge]"),
  d: () => press("[data-distinct]"),
};

const list = document.querySelector("[data-pairs]");
if (list) {
  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  pairs()[0]?.focus({ preventScroll: true });
}
