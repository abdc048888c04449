// 指着读出的值，原文的那一处亮起来；指着原文，读出的值亮起来。没有脚本时点一下也到。
"use strict";
(() => {
  const lit = (n, on) => {
    for (const el of document.querySelectorAll(`[data-judged="${n}"]`)) el.classList.toggle("judged-lit", on);
  };
  for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(kind, (event) => {
      const el = event.target.closest("[data-judged]");
      if (el) lit(el.dataset.judged, on);
    });
  }
})();
