// 文书的编辑：加一项、去一项；边填边看以后，把要改的标在栏目下。没有脚本时按钮交给服务器办。
"use strict";
(() => {
  const form = document.getElementById("doc-form");
  if (!form) return;
  const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));
  const numbers = (box) => [...box.querySelectorAll("[data-doc-row]")].map((row) => Number(row.id.split("-").at(-1)));
  const added = (box) => {
    const made = box.querySelector("template").content.cloneNode(true), next = 1 + Math.max(-1, ...numbers(box));
    for (const el of made.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "value"]) {
        if (el.getAttribute(name)?.includes("__n__")) el.setAttribute(name, el.getAttribute(name).replace("__n__", next));
      }
    }
    const row = made.firstElementChild;
    box.querySelector("template").before(made);
    return row;
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-doc-add],[data-doc-drop]");
    if (!button) return;
    event.preventDefault();
    const box = button.closest(".doc-part").querySelector("[data-doc-rows]");
    if (button.hasAttribute("data-doc-add")) added(box).querySelector("input,select,textarea").focus();
    else {
      const row = button.closest("[data-doc-row]"), only = box.querySelectorAll("[data-doc-row]").length === 1;
      if (only) added(box);
      row.remove();
    }
    changed();
  });

  // 可选的几样，点一下填进去。
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-doc-fill]"), field = chip && document.getElementById(chip.dataset.docFill);
    if (!field) return;
    field.value = chip.textContent;
    changed();
  });

  // 要改的各处标在栏目下；还没有填的只换底色。
  const clear = () => {
    form.querySelectorAll(".doc-live").forEach((el) => el.remove());
    form.querySelectorAll(".doc-lacking,.is-invalid").forEach((el) => el.classList.remove("doc-lacking", "is-invalid"));
    form.querySelectorAll(".doc-fields .invalid-feedback").forEach((el) => el.remove());
  };
  const mark = (spot) => {
    const at = document.getElementById(`id_${spot.dataset.docSpot}`), lacking = "lacking" in spot.dataset;
    if (!at) return;
    if (at.matches("input,select,textarea")) at.classList.add(lacking ? "doc-lacking" : "is-invalid");
    if (lacking) return;
    const told = document.createElement("div");
    told.className = "invalid-feedback d-block doc-live";
    told.textContent = spot.textContent;
    if (at.matches("input,select,textarea")) at.after(told); else at.querySelector(".card-header,.filing-body")?.append(told);
  };
  document.addEventListener("htmx:afterSwap", () => {
    const look = document.getElementById("doc-preview");
    if (!look || look.dataset.marked) return;
    look.dataset.marked = "1";
    clear();
    look.querySelectorAll("[data-doc-spot]").forEach(mark);
  });
  // 点右边的一处，左边收着的先打开。
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-doc-spot] a");
    const at = link && document.querySelector(CSS.escape ? `#${CSS.escape(link.hash.slice(1))}` : link.hash);
    if (!at) return;
    for (let box = at.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    event.preventDefault();
    at.scrollIntoView({ block: "center" });
    at.focus({ preventScroll: true });
  });
})();
