// 人员测算的图：中间的一遍画线，各遍的低高画阴影。没有脚本时看表格和图下的一句话。
"use strict";
(() => {
  const COLOURS = ["#206bc4", "#d6336c"];
  const band = (one, colour, n) => [
    { name: `${one.name}低`, type: "line", stack: `band${n}`, data: one.low, symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false } },
    {
      name: `${one.name}高`, type: "line", stack: `band${n}`, data: one.high.map((high, i) => high - one.low[i]), symbol: "none",
      lineStyle: { opacity: 0 }, areaStyle: { color: colour, opacity: 0.15 }, tooltip: { show: false },
    },
    { name: one.name, type: "line", data: one.mid, symbol: "none", color: colour, lineStyle: { width: 2 } },
  ];
  const draw = (figure) => {
    const place = figure.querySelector("[role=img]");
    const told = JSON.parse(figure.querySelector("script").textContent);
    place.style.height = "16rem";
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false, grid: { left: 48, right: 16, top: 32, bottom: 28 }, tooltip: { trigger: "axis" },
      legend: { data: told.series.map((one) => one.name), top: 0 },
      xAxis: { type: "category", data: told.weeks, boundaryGap: false }, yAxis: { type: "value", minInterval: 1 },
      series: told.series.flatMap((one, n) => band(one, COLOURS[n], n)),
    });
    addEventListener("resize", () => chart.resize());
  };
  for (const figure of document.querySelectorAll("[data-picture]")) draw(figure);
})();
