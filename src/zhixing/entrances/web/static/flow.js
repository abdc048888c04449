// 回填单的打印按钮。没有脚本时用浏览器自己的打印。
(() => {
  "use strict";
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
