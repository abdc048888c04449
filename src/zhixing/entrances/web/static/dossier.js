// 把文件拖到上传的栏目里；没有脚本时照样点“选择文件”。
"use strict";
(() => {
  const field = (target) => target.closest?.("form")?.querySelector("input[type=file][data-drop]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const input = field(event.target);
      if (!input || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      input.closest(".field").classList.toggle("drop-lit", kind === "dragover");
      if (kind === "drop") {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
})();
