// 页面的几样小动作。没有脚本时页面照样能用。
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);

  // 抽屉：htmx 把内容放进 #drawer-body 后打开；关上时清空，焦点回到原处。
  const drawer = $("drawer");
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "drawer-body" && !drawer.open) drawer.showModal();
  });
  document.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close-drawer]")) drawer.close();
    document.querySelectorAll("details.menu-box[open],details.why-box[open],details.nav-toggle[open]").forEach((box) => {
      if (!box.contains(event.target)) box.open = false;
    });
  });
  drawer?.addEventListener("close", () => { $("drawer-body").replaceChildren(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.menu-box[open],details.why-box[open]").forEach((box) => { box.open = false; });
  });

  // 先问一句；防止连点两次。
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sending) { event.preventDefault(); return; }
      form.dataset.sending = "1";
      setTimeout(() => { delete form.dataset.sending; }, 4000);
    }
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach((form) => delete form.dataset.sending));

  // 全选、复制、一键填入。
  document.addEventListener("change", (event) => {
    const form = event.target.dataset.pickAll;
    if (form) document.querySelectorAll(`input[name=pick][form="${form}"]`).forEach((box) => { box.checked = event.target.checked; });
  });
  // 内网多是 http，浏览器不给剪贴板，就用老办法。
  async function copy(text) {
    if (navigator.clipboard) { await navigator.clipboard.writeText(text); return; }
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  document.addEventListener("click", async (event) => {
    const copier = event.target.closest("[data-copy]");
    if (!copier) return;
    await copy(copier.dataset.copy);
    const before = copier.textContent;
    copier.textContent = "已复制";
    setTimeout(() => { copier.textContent = before; }, 1500);
  });

  // 几行同样的栏目：加一行、去一行。没有脚本时按钮不露面，先给的几行空的照样能填。
  const renumber = (box) => box.querySelectorAll("[data-row]").forEach((line, n) => { line.querySelector(".rows-no").textContent = n + 1; });
  const bare = (line, box) => {
    const next = 1 + Math.max(...[...box.querySelectorAll("[name]")].map((field) => Number(field.name.split("-").at(-2))));
    line.querySelectorAll("[name]").forEach((field) => {
      const parts = field.name.split("-");
      parts[parts.length - 2] = next;
      field.name = parts.join("-"); field.id = `id_${field.name}`;
      if (field.tagName === "SELECT") field.selectedIndex = 0; else field.value = "";
    });
    return line;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-add],[data-row-drop]"), box = button?.closest("[data-rows]");
    if (!box) return;
    const lines = box.querySelectorAll("[data-row]");
    if (button.hasAttribute("data-row-add")) {
      const line = bare(lines[lines.length - 1].cloneNode(true), box);
      lines[lines.length - 1].after(line);
      line.querySelector("[name]").focus();
    } else if (lines.length > 1) button.closest("[data-row]").remove();
    else bare(lines[0], box);
    renumber(box);
  });
  const showRows = (root) => root.querySelectorAll("[data-row-add],[data-row-drop]").forEach((button) => { button.hidden = false; });

  // 草稿：只存在本标签页里（sessionStorage），关掉标签页就没有了；登录过期、页面过时之后填回。
  const user = document.body.dataset.user, kind = document.body.dataset.page;
  const PREFIX = "draft:", mine = (name) => `${PREFIX}${user}:${name}`;
  const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const secret = (field) => field.type === "password" || field.type === "file" || field.type === "hidden" || field.name === "csrfmiddlewaretoken";
  const read = (form) => [...form.elements].filter((f) => f.name && !secret(f)).map((f) =>
    [f.name, f.value, f.type === "checkbox" || f.type === "radio" ? f.checked : null]);
  const keep = (form, sent) => sessionStorage.setItem(mine(form.dataset.draft), JSON.stringify({ at: Date.now(), sent, fields: read(form) }));
  const initial = new WeakMap();

  function refill(form, saved) {
    const seen = {};
    for (const [name, value, checked] of saved.fields) {
      const same = [...form.elements].filter((f) => f.name === name && !secret(f));
      const index = seen[name] = (seen[name] ?? -1) + 1;
      const field = checked === null ? same[index] : same.find((f) => f.value === value);
      if (!field) continue;
      if (checked === null) field.value = value; else field.checked = checked;
    }
    const note = document.createElement("div");
    note.className = "alert note-blue";
    note.setAttribute("role", "status");
    note.textContent = "已填回您上次没有交上去的内容。";
    const drop = document.createElement("button");
    drop.type = "button"; drop.className = "btn btn-sm"; drop.textContent = "不要，清空";
    drop.addEventListener("click", () => { sessionStorage.removeItem(mine(form.dataset.draft)); location.reload(); });
    note.append(drop);
    form.prepend(note);
  }

  function restore(form) {
    if (initial.has(form)) return;
    initial.set(form, JSON.stringify(read(form)));
    const saved = JSON.parse(sessionStorage.getItem(mine(form.dataset.draft)) || "null");
    if (saved && "bound" in form.dataset) keep(form, true);
    else if (saved && JSON.stringify(saved.fields) !== initial.get(form)) refill(form, saved);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("change", () => keep(form, false));
    form.addEventListener("submit", () => keep(form, true));
  }

  function start(root) {
    showRows(root);
    root.querySelectorAll("form[data-draft]").forEach(restore);
    root.querySelector("[data-errors]")?.focus();
  }
  // 换了人就全清；到了别的页面，说明交上去的已经办成，清掉那一份。登录页和出错页不算。
  // 退回来改的表单内容由服务器给出，改动之前也算已交。
  drafts().filter((key) => user && !key.startsWith(`${PREFIX}${user}:`)).forEach((key) => sessionStorage.removeItem(key));
  if (kind === "page" && user) {
    const here = new Set([...document.querySelectorAll("form[data-draft]")].map((form) => mine(form.dataset.draft)));
    drafts().filter((key) => !here.has(key) && JSON.parse(sessionStorage.getItem(key)).sent).forEach((key) => sessionStorage.removeItem(key));
  }
  document.addEventListener("submit", (event) => {
    if ("logout" in event.target.dataset) drafts().forEach((key) => sessionStorage.removeItem(key));
  });
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
