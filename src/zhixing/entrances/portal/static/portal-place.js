// 手机上附上现在的位置；浏览器不给、不愿意给的，照样能交。
(function () {
  const button = document.getElementById("here"), told = document.getElementById("here-told");
  if (!button || !navigator.geolocation) return;
  const put = (place) => {
    document.getElementById("latitude").value = place.coords.latitude.toFixed(6);
    document.getElementById("longitude").value = place.coords.longitude.toFixed(6);
    told.textContent = "已经附上，误差约 " + Math.round(place.coords.accuracy) + " 米。";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    told.textContent = "正在定位……";
    navigator.geolocation.getCurrentPosition(put, () => { told.textContent = "没有取到位置，写地点就行。"; }, { timeout: 15000 });
  });
})();
