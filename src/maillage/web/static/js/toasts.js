// Toasts: what has just been done, for ten seconds, with its undo. Hovering or focusing one holds it.
const LIFE_MS = 10_000;

export function showToast({ text, undo = null, tone = "" }) {
  const host = document.getElementById("toasts");
  if (!host || !text) return null;
  const toast = document.createElement("div");
  toast.className = `toast ${tone ? `toast--${tone}` : ""}`;
  const sentence = document.createElement("p");
  sentence.textContent = text;
  toast.append(sentence);
  if (undo) toast.append(undoForm(undo, toast));
  toast.append(closeButton(host, toast));
  const time = document.createElement("span");
  time.className = "toast__time";
  toast.append(time);
  host.append(toast);
  live(toast);
  return toast;
}

function undoForm(undo, toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small toast__undo";
  button.textContent = undo.label;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    const answer = await fetch(undo.url, { method: undo.method ?? "POST", headers, credentials: "same-origin" });
    toast.remove();
    if (answer.ok) window.location.assign(undo.next ?? window.location.href);
  });
  return button;
}

function closeButton(host, toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--icon button--small";
  button.setAttribute("aria-label", host.dataset.labelClose);
  button.textContent = "×";
  button.addEventListener("click", () => toast.remove());
  return button;
}

function live(toast) {
  let left = LIFE_MS;
  let since = performance.now();
  let timer = setTimeout(() => toast.remove(), left);
  const hold = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const go = () => {
    since = performance.now();
    timer = setTimeout(() => toast.remove(), Math.max(left, 1500));
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", go);
}

// A view answers HTMX with `HX-Trigger: {"maillage:toast": {"text", "undo": {"label", "url", "next"}}}`.
export function startToasts() {
  document.addEventListener("maillage:toast", (event) => showToast(event.detail));
  for (const button of document.querySelectorAll("[data-toast]")) {
    button.addEventListener("click", () =>
      showToast({
        text: button.dataset.toast,
        tone: button.dataset.tone ?? "",
        undo: button.dataset.undoUrl ? { label: button.dataset.undoLabel, url: button.dataset.undoUrl } : null,
      }),
    );
  }
}
