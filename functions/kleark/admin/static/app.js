// What makes the page better where scripts run. Everything works without it.
"use strict";

const POLLS = 30;
const FIRST_WAIT = 700, LONGEST_WAIT = 15000, GROWTH = 1.25; // milliseconds: some five minutes in all
const MOST_BYTES = 5 * 1024 * 1024;

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const WARNINGS = [60, 300], LOOK_EVERY = 10000; // seconds before the session ends; milliseconds

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A page that reports on something is read from there. What was just done is said once: not when the page is reloaded.
function focusOnNews() {
  const news = one("[data-focus]");
  if (news && !location.hash) news.focus();
  const address = new URL(location.href);
  if (!address.searchParams.has("gjort")) return;
  address.searchParams.delete("gjort");
  history.replaceState(history.state, "", address);
}

// A form that changes something is sent once, however often its button is pressed.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    one("button:not([type])", form)?.setAttribute("aria-disabled", "true");
  });
  // Back from the page that it led to, it may be wanted again.
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    one("button:not([type])", form)?.removeAttribute("aria-disabled");
  });
}

// What is wider than its place can be scrolled by keyboard, and is a region with a name. What is not would only be in the
// way of those who tab or hear.
function scrolling(place) {
  function look() {
    const wide = place.scrollWidth > place.clientWidth;
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", place.dataset.scroll]]) {
      if (wide) place.setAttribute(name, value);
      else if (place !== document.activeElement) place.removeAttribute(name);
    }
  }
  look();
  new ResizeObserver(look).observe(place);
  if (place.firstElementChild) new ResizeObserver(look).observe(place.firstElementChild);
}

// For those who hear the page: what a button has done is not heard from its name alone.
const heard = document.createElement("p");
heard.className = "sr-only";
heard.setAttribute("role", "status");
function announce(text) {
  if (!heard.isConnected) one("main").append(heard);
  heard.textContent = "";
  setTimeout(() => { heard.textContent = text; }, 50); // a region is only listened to once it is there
}

function copying(button) {
  const whole = one("[data-copy-text]", button.parentElement), text = whole && (one(".whole", whole) ?? whole);
  if (!text || !navigator.clipboard) return;
  const label = one("span", button), before = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      label.textContent = "Kopieret";
    } catch {
      label.textContent = "Markér teksten, og kopiér den med Ctrl+C";
    }
    announce(label.textContent);
    setTimeout(() => { label.textContent = before; }, 3000);
  });
}

// Asks at growing intervals whether the check is over; then leaves it to the person.
async function waitForResult(place) {
  const ask = place.dataset.wait;
  let wait = FIRST_WAIT;
  for (let poll = 0; poll < POLLS; poll++) {
    await pause(wait);
    wait = Math.min(wait * GROWTH, LONGEST_WAIT);
    try {
      const answer = await fetch(ask, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) continue;
      const state = await answer.json();
      if (state.done) return location.replace(state.where);
    } catch {
      continue; // The network may be back at the next try.
    }
  }
  one("[data-waiting]", place).hidden = true;
  one("[data-wait-later]", place).hidden = false;
}

// Sends the sheet with its own name and with progress; where that cannot begin, the form goes as it is.
function uploading(form) {
  const input = one("[type=file]", form), button = one("button:not([type])", form);
  const progress = one("[data-upload-progress]"), status = one("[data-upload-status]");
  const atField = one("#ark-fejl"), hint = input.getAttribute("aria-describedby");
  const part = one("#del"), also = one("[data-upload-also]"), ofList = "list" in form.dataset;
  const thing = ofList ? "listen" : "arket";
  let request = null;
  form.noValidate = true; // what is missing is told in Danish, and at its field
  if (part) choosing(part);
  if (also) one("[data-part-choose]").hidden = true; // what stands in the field goes along at once

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (request) return;
    forget();
    const file = input.files[0];
    const wrong = flawOf(file);
    if (wrong) return tell(wrong, input);
    request = new XMLHttpRequest();
    button.setAttribute("aria-disabled", "true");
    try {
      const place = await placeFor(file.name);
      await send(place, file);
    } catch (error) {
      tell(error.told ?? "Forbindelsen blev afbrudt. Intet er ændret. Kontrollér dit net, og prøv igen.");
    } finally {
      request = null;
      progress.hidden = true;
      button.removeAttribute("aria-disabled");
    }
  });
  one("[data-upload-cancel]").addEventListener("click", () => request?.abort());
  input.addEventListener("change", forget);

  // What is chosen counts at once: a sheet must not go for everything because a second button was not pressed.
  function choosing(select) {
    one("[data-part-choose]").hidden = true;
    const shown = () => { one("[data-part]").textContent = select.value ? `delen ${select.value}` : "hele kommunen"; };
    select.addEventListener("change", shown);
    shown(); // a browser that comes back to the page may have kept another choice
  }

  async function placeFor(name) {
    const body = new URLSearchParams({ csrf: form.dataset.csrf, name });
    if (also) body.set(also.name, also.value);
    const address = new URL(form.dataset.upload, location.href);
    if (part) address.search = part.value ? new URLSearchParams({ del: part.value }) : "";
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) {
      throw Object.assign(new Error(), { told: `Du er logget ud. Genindlæs siden, log ind, og vælg ${thing} igen.` });
    }
    if (answer.status === 404) throw Object.assign(new Error(), { told: "Delen findes ikke længere. Genindlæs siden, og vælg igen." });
    if (!answer.ok) throw Object.assign(new Error(), { told: "Vi kan ikke tage imod lige nu. Vent et øjeblik, og prøv igen." });
    return answer.json();
  }

  function send(place, file) {
    const data = new FormData();
    for (const [name, value] of Object.entries(place.fields)) data.append(name, value);
    data.append("file", file);
    progress.hidden = false;
    say(ofList ? "Listen bliver lagt op." : "Arket bliver lagt op.");
    return new Promise((done, failed) => {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) one("progress").value = Math.round((100 * event.loaded) / event.total);
      });
      request.addEventListener("load", () => {
        if (request.status >= 400) return failed(Object.assign(new Error(), { told: `${ofList ? "Listen" : "Arket"} blev ikke taget imod. Genindlæs siden, og vælg ${thing} igen.` }));
        location.assign(place.then);
        done();
      });
      request.addEventListener("error", () => failed(new Error()));
      request.addEventListener("abort", () => failed(Object.assign(new Error(), { told: "Du afbrød. Intet er ændret." })));
      request.open("POST", place.url);
      request.send(data);
    });
  }

  function flawOf(file) {
    if (!file) return ofList ? "Vælg en liste først." : "Vælg et ark først.";
    if (!file.size) return `Filen er tom. Gem ${thing}, og vælg ${ofList ? "den" : "det"} igen.`;
    if (file.size > MOST_BYTES) return "Filen fylder mere end 5 MB. Fjern billeder og faneblade, der ikke hører til, og prøv igen.";
    return "";
  }

  function tell(text, where) {
    const box = one("[data-upload-error]");
    one("[data-upload-error-text]").textContent = text;
    box.hidden = false;
    say("");
    if (where) {
      atField.textContent = text;
      atField.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${hint} ${atField.id}`);
    }
    (where ?? box).focus();
  }

  function forget() {
    one("[data-upload-error]").hidden = atField.hidden = true;
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", hint);
  }

  function say(text) { status.textContent = text; }
}

// Warns before the session ends, and lets it last with one press. What was typed stays where it is: a form that is sent
// too late is given back after the sign-in.
function watchSession(place) {
  const warning = one("[data-session-warning]"), text = one("[data-session-text]", warning);
  const form = one("[data-session-stay]", warning), close = one("[data-session-close]", warning);
  const [stay, again] = [one("button:not([type])", form), one("[data-session-again]", form)];
  const heading = one("h2", warning);
  const base = place.dataset.session.replace(/\/log-ind\/rest$/, "");
  let ends = Date.now() + 1000 * Number(place.dataset.seconds), warned = Infinity, over = false;

  const until = () => one("[data-session-until]", place).textContent;
  const seconds = () => Math.round((ends - Date.now()) / 1000);

  async function ask(address, body) {
    const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) return end();
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    ends = Date.now() + 1000 * told.seconds;
    one("[data-session-until]", place).textContent = told.until;
    if (told.seconds <= WARNINGS[1]) return;
    warned = Infinity;
    if (warning.open) warning.close();
  }

  // Another window may have made it last, so the server is asked before anything is said.
  async function look() {
    if (over) return;
    const due = WARNINGS.find((each) => seconds() <= each && each < warned);
    if (!due && !warning.open && seconds() > 0) return;
    await ask(place.dataset.session).catch(() => {});
    if (over) return;
    if (seconds() <= 0) return end();
    if (due && seconds() <= due) { warned = due; warn(); }
  }

  function warn() {
    const minutes = Math.max(1, Math.round(seconds() / 60));
    text.textContent = `Om ${minutes} ${minutes === 1 ? "minut" : "minutter"}, kl. ${until()}, bliver du logget ud. Det, du har skrevet, bliver stående.`;
    if (!warning.open) warning.showModal();
    stay.focus();
  }

  function end() {
    over = true;
    heading.textContent = "Du er logget ud";
    text.textContent = "Har du skrevet noget, så luk her, og tryk på den knap, du ville have trykket på: så kan du logge ind, og det, du skrev, står der igen.";
    again.href = `${again.dataset.sessionAgain}?til=${encodeURIComponent(location.pathname.slice(base.length) + location.search)}`;
    again.hidden = false;
    stay.hidden = true;
    if (!warning.open) warning.showModal();
    close.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await ask(form.action, new URLSearchParams(new FormData(form)));
      if (over) return;
      warning.close();
      announce(`Du er logget ind til kl. ${until()}.`);
    } catch {
      text.textContent = "Vi fik ikke svar. Kontrollér dit net, og prøv igen.";
    }
  });
  close.addEventListener("click", () => warning.close());
  setInterval(look, LOOK_EVERY);
  // After sleep, and in a window that was not looked at, no clock has run.
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}

// The moment is chosen on a slider: the page's part on it is fetched, and the slider keeps the focus.
function sliding(form) {
  const select = one("select", form), label = one("label", form), options = [...select.options];
  const shown = one("[data-moment-label]"), slider = document.createElement("input");
  let asked = 0, wait = 0;
  slider.type = "range";
  slider.id = "tid-skyder";
  slider.min = 0;
  slider.max = options.length - 1;
  slider.value = select.selectedIndex;
  slider.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
  slider.setAttribute("aria-valuetext", options[select.selectedIndex].text);
  label.htmlFor = slider.id;
  const ends = document.createElement("div");
  ends.className = "moments-ends";
  ends.setAttribute("aria-hidden", "true");
  for (const option of [options[0], options[options.length - 1]]) {
    const end = document.createElement("span");
    end.textContent = option.text;
    ends.append(end);
  }
  select.before(slider, ends);
  select.hidden = one("button", form).hidden = true;
  slider.addEventListener("input", () => {
    select.selectedIndex = slider.value;
    shown.textContent = options[slider.value].text;
    slider.setAttribute("aria-valuetext", options[slider.value].text);
    clearTimeout(wait);
    wait = setTimeout(show, 200); // whoever holds an arrow key passes many moments
  });

  async function show() {
    const turn = ++asked, address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    const view = one("[data-moment-view]");
    view.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-moment-view]");
      if (turn !== asked) return; // another moment was chosen meanwhile
      if (!answer.ok || answer.redirected || !found) return location.assign(address);
      view.replaceWith(found);
      history.replaceState(null, "", address);
      announce(`Du ser nu: ${options[slider.value].text}`);
    } catch {
      if (turn === asked) location.assign(address);
    }
  }
}

// A look at a row's cards must not cost what was ticked and typed: it stands there again on the way back, in this window
// only, and only while the form asks about the same version.
function keepDraft(form) {
  const key = `kladde ${location.pathname} ${one("[name=forventet]", form).value}`;
  const fields = () => [...form.elements].filter((field) => field.id && field.name);
  const state = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value);
  try {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    for (const field of fields()) {
      if (!(field.id in draft)) continue;
      if (typeof draft[field.id] === "boolean") field.checked = draft[field.id];
      else if (!field.value || field.defaultValue === field.value) field.value = draft[field.id];
    }
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((field) => [field.id, state(field)]))));
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
    one(".log-off")?.addEventListener("click", () => sessionStorage.clear());
  } catch {
    // Without storage the browser alone remembers what it can.
  }
}

all("[data-scroll]").forEach(scrolling);
focusOnNews();
all("form.decide").forEach(keepDraft);
all("form[data-moments]").forEach(sliding);
all("form[data-once]").forEach(sendOnce);
all("[data-copy]").forEach(copying);
all("[data-wait]").forEach(waitForResult);
all("form[data-upload]").forEach(uploading);
all("[data-session]").forEach(watchSession);
