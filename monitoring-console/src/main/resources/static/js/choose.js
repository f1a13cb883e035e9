// Choosing many rows at once; without this script every row is chosen by itself.
const table = document.querySelector("[data-choose]");
const all = table?.querySelector("[data-all]");
const rows = () => [...(table?.querySelectorAll("input[name=home]") ?? [])];
const button = document.querySelector("[data-submit]");
const words = button?.textContent;

function tell() {
  const chosen = rows().filter((box) => box.checked).length;
  if (button) {
    button.textContent = chosen === 0 ? words : `Write it down for ${chosen === 1 ? "1 home" : `${chosen} homes`}`;
    button.disabled = chosen === 0;
  }
  if (all) {
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
}

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of rows()) {
      box.checked = all.checked;
    }
    tell();
  });
}
table?.addEventListener("change", tell);
tell();
