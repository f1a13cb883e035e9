// The shift says when it is old.
const old = document.getElementById("room-old");
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => { old.hidden = false; });
}
document.body.addEventListener("htmx:afterOnLoad", () => { old.hidden = true; });
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL || location.href).pathname === "/login") {
    event.detail.shouldSwap = false;
    location.assign("/login");
  }
});
