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
// What is marked data-polls is looked up again every two seconds; once there is nothing more to
// say (204) the whole page is. It ends with the page, or when the answer is none of ours. A page
// that is being left is not loaded again: what was just pressed would be lost.
let leftAt = -Infinity;
addEventListener("beforeunload", () => { leftAt = performance.now(); });
for (const part of document.querySelectorAll("[data-polls]")) {
  const look = async () => {
    try {
      const answer = await fetch(part.dataset.polls, { headers: { Accept: "text/html" } });
      if (answer.status !== 204) {
        if (!answer.ok || answer.redirected) return;
        part.innerHTML = await answer.text();
      } else if (performance.now() - leftAt > 10_000) {
        return location.reload();
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // offline for a moment: look again
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
}

// A key of a button marked data-key presses it, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  document.querySelector(`[data-keys] button[data-key="${CSS.escape(event.key)}"]`)?.click();
});

// Escape twice, or the button: the page is gone at once, the session ends, and the window shows
// a page that anybody might be reading, in place of this one.
const exit = document.querySelector("form[data-quick-exit]");
if (exit) {
  const leave = () => {
    document.documentElement.hidden = true;
    fetch(exit.action, { method: "POST", body: new FormData(exit), keepalive: true, redirect: "manual" });
    window.location.replace(exit.dataset.quickExit);
  };
  let escaped = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - escaped < 700) leave();
    escaped = event.timeStamp;
  });
  const button = exit.querySelector("button[type=button]");
  button.hidden = false;
  button.addEventListener("click", leave);
}
