// Everything works without this file; it only saves presses of a key.
// A box marked data-picks="name" ticks or clears every box of that name in its form.
document.addEventListener("change", (event) => {
  const box = event.target.closest("input[data-picks]");
  if (!box || !box.form) return;
  for (const other of box.form.querySelectorAll(`input[name="${CSS.escape(box.dataset.picks)}"]`)) {
    other.checked = box.checked;
  }
});
for (const box of document.querySelectorAll("input[data-picks]")) box.hidden = false;
