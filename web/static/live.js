// Small steps without a new page; every page works without this file too.
//   <form data-live="#results">     its answer's #results takes the place of this page's, when a field changes
//   <a data-live="#results">        the same for a link
//   <section id="x" data-poll="5">  asked for again every so many seconds, while it is there
//   <button data-print>             prints the page
"use strict";

async function step(url, selector, keep) {
  const place = document.querySelector(selector);
  if (!place) { location.href = url; return; }
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { location.href = url; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(selector);
    if (!fresh) { location.href = url; return; }
    place.replaceWith(fresh);
    if (keep) { history.replaceState(null, "", url); }
  } catch {
    place.removeAttribute("aria-busy");
  }
}

function address(form) {
  const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
  const search = new URLSearchParams(pairs).toString();
  return form.action.split("?")[0] + (search ? "?" + search : "");
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-live]");
  if (form) { step(address(form), form.dataset.live, true); }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-live]")) { event.preventDefault(); step(address(form), form.dataset.live, true); }
  else if (form.dataset.confirm && !confirm(form.dataset.confirm)) { event.preventDefault(); }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    step(link.href, link.dataset.live, true);
  }
  if (event.target.closest("[data-print]")) { print(); }
});
setInterval(() => {
  const now = Math.floor(Date.now() / 1000);
  for (const part of document.querySelectorAll("[data-poll][id]")) {
    if (!document.hidden && now % Number(part.dataset.poll) === 0) { step(location.href, "#" + part.id, false); }
  }
}, 1000);
