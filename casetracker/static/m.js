// Opens the link of a mail: posts the token that stands behind the #, shows what comes back.
// Posting a token only shows its lines; nothing is answered until a person presses a button.
// Without this file the token is pasted, and the buttons are those of a form.
"use strict";
const part = (name) => document.querySelector(name);

async function send(fields) {
  const answer = await fetch(location.pathname, {
    method: "POST",
    body: new URLSearchParams(fields),
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  part("main").replaceWith(page.querySelector("main"));
  part("h1").focus();
}

function failed() {
  for (const button of document.querySelectorAll("button")) button.disabled = false;
  if (part(".wait")) part(".wait").hidden = true;
  if (part(".failed")) part(".failed").hidden = false;
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  if (event.submitter && event.submitter.name) fields.set(event.submitter.name, event.submitter.value);
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  send(fields).catch(failed);
});

if (location.hash.length > 1) {
  document.documentElement.classList.add("opening");
  part(".wait").hidden = false;
  send({ token: location.hash.slice(1) })
    .catch(failed)
    .finally(() => document.documentElement.classList.remove("opening"));
}
addEventListener("hashchange", () => location.reload());
