// A fold that a key opens is shown to its end: whoever works by the keyboard would otherwise type into what they cannot see.
// One that is taller than its column is shown from its beginning. With a mouse it opens where the mouse is.
document.addEventListener("click", (event) => {
  const fold = event.detail === 0 ? event.target.closest?.("summary")?.parentElement : null;
  fold?.addEventListener("toggle", () => {
    if (fold.open) {
      fold.scrollIntoView({ block: "nearest" });
    }
  }, { once: true });
});
