// What every page does with JavaScript. Without it every page still works: this only saves the reader some waiting.
import { startCombos } from "./combo.js";
import { forgetSentDrafts, startDrafts } from "./drafts.js";
import { showToast, startToasts } from "./toasts.js";

const root = document.documentElement;

function startAppearance() {
  for (const form of document.querySelectorAll("form[data-appearance]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = event.submitter?.value ?? "";
      if (chosen) root.dataset.theme = chosen;
      else delete root.dataset.theme;
      const age = chosen ? 31536000 : 0;
      document.cookie = `theme=${chosen}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
      for (const button of document.querySelectorAll("form[data-appearance] button")) {
        if (button.value === chosen) button.setAttribute("aria-pressed", "true");
        else button.removeAttribute("aria-pressed");
      }
      document.dispatchEvent(new CustomEvent("maillage:appearance"));
    });
  }
}

// Menus are <details>: they open alone; here they also close on Escape, on a click elsewhere and when focus leaves.
function startMenus() {
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// <button data-opens="id"> opens <dialog id="id">; data-closes closes the dialog around it.
function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}

// A filter drawer stands open beside the list on wide screens, and folded above it on narrow ones.
function startDrawers() {
  const wide = window.matchMedia("(min-width: 75rem)");
  const fit = () => {
    for (const drawer of document.querySelectorAll("details.drawer--side")) drawer.open = wide.matches;
  };
  wide.addEventListener("change", fit);
  fit();
}

// <form data-submit-on-change> sends itself when a choice changes; its button is for those without JavaScript.
function startSelfSubmit() {
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-submit-on-change]") && event.target.matches("select, input[type=checkbox], input[type=radio]")) {
      form.requestSubmit();
    }
  });
  for (const button of document.querySelectorAll("[data-submit-on-change] [data-without-script]")) button.hidden = true;
}

function startCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      showToast({ text: button.dataset.copied });
    } catch {
      source.focus();
      source.select?.();
    }
  });
}

// After a refused form the summary of errors is read first.
function focusErrors(within) {
  within.querySelector("[data-focus]")?.focus();
}

startAppearance();
startMenus();
startDialogs();
startDrawers();
startSelfSubmit();
startCopies();
startToasts();
startCombos(document);
forgetSentDrafts();
startDrafts(document);
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => {
  startCombos(event.detail.target);
  startDrafts(event.detail.target);
  focusErrors(event.detail.target);
});
root.classList.add("has-script");
