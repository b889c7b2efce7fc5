// What every live page does beyond forms and reloads: it follows the gathering, keeps what is being written on this
// device until the receipt has come, sends again with the same ids, and says when it cannot reach the room.
"use strict";

const body = document.body;
const main = document.querySelector("main");
const offline = document.getElementById("offline");
const announced = document.getElementById("announced");
let number = Number(body.dataset.number);
let shown = main.innerHTML;
let failures = 0;

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// ---- what is being written stays on this device ----
const keyOf = (field) => `sensemaking.${body.dataset.gathering}.${field.dataset.draft}`;
const drafts = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  write(key, draft) {
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* a private window may have no room for it */ }
  },
  forget(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
};

function takeUpDrafts() {
  for (const field of main.querySelectorAll("[data-draft]")) {
    const draft = drafts.read(keyOf(field));
    if (!draft || field.value) continue;
    field.value = draft.words;
    // The ids go with the words: sent again, they are the same contribution.
    for (const [name, value] of Object.entries(draft.ids)) {
      const hidden = field.form.elements[name];
      if (hidden) hidden.value = value;
    }
    grow(field);
    // What was being written when the room moved on lies behind a summary: it is shown, not looked for.
    const folded = field.closest("details");
    if (folded) folded.open = true;
    const stray = field.closest("[data-stray]");
    if (stray) stray.hidden = false;
  }
}

const idsOf = (form) => Object.fromEntries(
  [...form.querySelectorAll("input[type=hidden][data-id]")].map((input) => [input.name, input.value]));

function grow(field) {
  if (field.tagName !== "TEXTAREA") return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLElement)) return;
  grow(field);
  if (!field.dataset.draft) return;
  if (field.value) drafts.write(keyOf(field), { words: field.value, ids: idsOf(field.form) });
  else drafts.forget(keyOf(field));
});

// ---- what the room shows ----
// Each drawing has new ids for its forms and other seconds on its clock; that alone is nothing new.
const still = (html) => html.replace(/ value="[^"]*" data-id/g, "").replace(/ data-until="[^"]*"/g, "");

// What is just being pressed or dragged stays where it is until it is let go.
let pressed = false;
let held = null;
for (const [happens, down] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) {
  document.addEventListener(happens, () => {
    pressed = down;
    // The press itself comes first.
    if (!down && held) setTimeout(() => { const news = held; held = null; if (news) show(news); });
  }, true);
}

// So does what is just being written, for as long as the room stays where it is: a phone's keyboard would fall shut.
const PAUSE = 10000;
let touched = -PAUSE;
for (const happens of ["focusin", "input", "keydown"]) {
  document.addEventListener(happens, () => { touched = performance.now(); }, true);
}
function writing(news) {
  const field = document.activeElement;
  if (!main.contains(field) || !field.matches("textarea, select, input[type=text], input:not([type])")) return false;
  const phase = main.querySelector("[data-phase]")?.dataset.phase ?? "";
  return performance.now() - touched < PAUSE && news.main.includes(`data-phase="${phase}"`);
}

function show(news) {
  if (news.number < number) return;
  number = news.number;
  if (pressed || writing(news)) { held = news; return; }
  held = null;
  if (still(news.main) === still(shown)) return;
  const before = main.querySelector("[data-phase]")?.dataset.phase;
  const holding = document.activeElement?.id;
  const open = new Set([...main.querySelectorAll("details[open]")].map((one) => one.id));
  const typed = new Map([...main.querySelectorAll("textarea, input[type=text], input:not([type])")]
    .filter((field) => field.id && field.value !== field.defaultValue)
    .map((field) => [field.id, [field.value, field.defaultValue, idsOf(field.form)]]));
  const ticked = new Map([...main.querySelectorAll("input[type=checkbox], input[type=radio]")]
    .filter((box) => box.id && box.checked !== box.defaultChecked).map((box) => [box.id, box.checked]));
  shown = news.main;
  main.innerHTML = news.main;
  for (const [id, [words, before, ids]] of typed) {
    const field = document.getElementById(id);
    if (!field || field.defaultValue !== before || field.dataset.draft) continue;
    field.value = words;
    for (const [name, value] of Object.entries(ids)) if (field.form.elements[name]) field.form.elements[name].value = value;
  }
  for (const [id, checked] of ticked) {
    const box = document.getElementById(id);
    if (box) box.checked = checked;
  }
  for (const one of main.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
  takeUpDrafts();
  const now = main.querySelector("[data-phase]")?.dataset;
  if (now && now.phase !== before) {
    announced.textContent = now.announce || "";
    scrollTo({ top: 0 });
  } else if (holding) {
    document.getElementById(holding)?.focus({ preventScroll: true });
  }
  document.dispatchEvent(new Event("shown"));
}

async function ask(after) {
  const answer = await fetch(`${body.dataset.follow}${after}`, { headers: { accept: "application/json" } });
  if (answer.status === 200) show(await answer.json());
  else if (answer.status === 410 || answer.status === 403 || answer.status === 404) location.reload();
  else if (answer.status !== 204) throw new Error(String(answer.status));
  reached();
}

function reached() {
  failures = 0;
  offline.hidden = true;
}

function missed() {
  failures += 1;
  // One missed answer is a lift or a tunnel; a second one is worth a word.
  if (failures > 1) offline.hidden = false;
}

async function follow() {
  // After the end nothing follows, and a phone that leaves the room misses nothing.
  while (!main.querySelector("[data-phase=ended]")) {
    try {
      await ask(number);
    } catch {
      missed();
      await pause(Math.min(1000 * failures, 8000) * (0.5 + Math.random()));
    }
    // A page nobody looks at asks less often, and at once when it is looked at again.
    if (document.hidden) await Promise.race([pause(15000), new Promise((wake) =>
      document.addEventListener("visibilitychange", wake, { once: true }))]);
  }
}

// ---- what is sent is sent until it is answered ----
async function send(form, submitter) {
  const words = new FormData(form);
  // Phones of some years ago leave out which button was pressed.
  if (submitter?.name) words.append(submitter.name, submitter.value);
  const fields = [...form.querySelectorAll("[data-draft]")];
  const said = form.querySelector("[data-said]");
  const tell = (text) => { if (said) { said.textContent = text; said.hidden = !text; } };
  const busy = (is) => {
    form.setAttribute("aria-busy", String(is));
    // Words written on while the first ones travel would share their ids.
    for (const field of fields) field.readOnly = is;
  };
  busy(true);
  tell(fields.length ? body.dataset.sending : "");
  for (;;) {
    try {
      const answer = await fetch(form.action, {
        method: "POST", headers: { accept: "application/json" },
        body: form.enctype === "multipart/form-data" ? words : new URLSearchParams(words),
      });
      const told = await answer.json();
      reached();
      if (!answer.ok) {
        busy(false);
        tell(told.refused);
        // Who is not in any more comes in by the code again; what was written waits on this device.
        if (!told.refused) location.reload();
        return;
      }
      busy(false);
      // What was written and chosen for this is neither written nor chosen for the next.
      for (const field of fields) drafts.forget(keyOf(field));
      form.reset();
      tell("");
      if (told.to) { location.href = told.to; return; }
      touched = -PAUSE;
      shown = "";  // what was typed here is kept: the form may begin anew
      await ask(0).catch(missed);
      return;
    } catch {
      missed();
      tell(body.dataset.waiting);
      await pause(Math.min(1000 * failures, 8000) * (0.5 + Math.random()));
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.live === undefined) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

// ---- the clock is soft: it counts down, and then asks nothing more ----
function tick() {
  for (const clock of document.querySelectorAll("[data-until]")) {
    // What the server said was left when it drew this; this device's own clock may be wrong by a year.
    clock.drawn ??= performance.now();
    const left = Number(clock.dataset.until) - (performance.now() - clock.drawn) / 1000;
    const text = left > 90 ? `about ${Math.round(left / 60)} minutes`
      : left > 0 ? "about a minute" : clock.dataset.after;
    if (clock.textContent !== text) clock.textContent = text;
  }
}

// ---- coming in and leaving ----
// The code of a QR code stands behind the # of the link, which is never sent by itself.
const way = document.querySelector("form[data-way-in]");
if (way && location.hash.length > 1) {
  way.elements.code.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  way.submit();
}
// Who left takes along what was being written here too.
if (body.dataset.forget) {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(body.dataset.forget)) drafts.forget(key);
  } catch { /* nothing was kept */ }
}

takeUpDrafts();
tick();
setInterval(() => {
  tick();
  if (held) show(held);
}, 1000);
if (body.dataset.follow) follow();
