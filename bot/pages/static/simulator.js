// Asks once a second what is new, shows it, and carries what the visitor does to the server.
import { showMatters, showUnderstood } from "./panels.js";
import { label as caption, leaveStory, light, wireStory } from "./story.js";
import { clearPhones, label, layPhones, ring, said, show, telling } from "./phones.js";
import { day, hour, language, make, speak, word, year } from "./words.js";

const at = (id) => document.getElementById(id);
const known = { round: -1, rev: 0, matters: "", now: 0, chosen: 0, issue: "" };
let stage = { people: [], opens_at: 0 };
let column = [];
let strips = new Map(); // issue → its eight mechanisms and four gates, as last asked for
let asking = null;

async function begin() {
  stage = await (await fetch("/simulator/cast")).json();
  layPhones(stage.people, at("phones"), say);
  for (const button of document.querySelectorAll("[data-days]")) button.addEventListener("click", () => pass(Number(button.dataset.days)));
  at("again").addEventListener("click", again);
  at("en").addEventListener("click", () => turn("en"));
  at("zh").addEventListener("click", () => turn("zh"));
  wireStory(look);
  at("gloss").addEventListener("click", () => gloss(document.body.classList.contains("no-gloss")));
  gloss(localStorage.getItem("gloss") !== "off");
  turn(language());
  await look();
  document.body.dataset.ready = "yes";
  setInterval(look, 1000);
}

// ---------------------------------------------------------------- what is new

// One question at a time: whoever asks meanwhile waits for a fresh answer.
async function look() {
  while (asking) await asking;
  asking = ask();
  try {
    await asking;
  } finally {
    asking = null;
  }
}

async function ask() {
  let news;
  try {
    news = await (await fetch(`/simulator/state?since=${known.rev}&round=${known.round}`)).json();
  } catch {
    note(word("lost"));
    return;
  }
  const fresh = news.round !== known.round;
  if (fresh) {
    clearPhones();
    known.chosen = 0;
    known.issue = "";
    known.seen = undefined;
  }
  const { rang, spoke } = show(news.bubbles, choose);
  if (!fresh) ring(rang);
  light(rang, spoke, fresh);
  Object.assign(known, { round: news.round, rev: news.rev, now: news.now });
  clock();
  if (news.bubbles.length || fresh) understood(news.bubbles);
  const mark = `${news.matters} ${Math.floor((known.now + 8 * 3600e3) / 86400e3)}`; // a gate may open by a day alone
  if (mark !== known.matters) {
    column = (await (await fetch("/simulator/matters")).json()).matters;
    known.matters = mark;
    await matters();
  }
  steps();
}

// The column, with the strip of the issue that moved last and of the one that was clicked.
async function matters() {
  const open = column.filter((matter) => matter.moved || (matter.id === known.issue && matter.what === "candidate"));
  const asked = open.map(({ id }) => fetch(`/simulator/strip?issue=${encodeURIComponent(id)}`).then((got) => (got.ok ? got.json() : null)));
  const found = await Promise.all(asked.map((one) => one.catch(() => null)));
  strips = new Map(found.filter(Boolean).map((strip) => [strip.issue, strip]));
  showMatters(at("matters"), column, strips, pick);
}

function pick(id) {
  known.issue = known.issue === id ? "" : id;
  matters();
}

function understood(changed = []) {
  const latest = changed.filter((bubble) => bubble.mine && telling(bubble) && !known.seen?.has(bubble.id)).at(-1);
  known.seen = new Set(said().map((bubble) => bubble.id));
  if (latest) known.chosen = latest.id;
  showUnderstood(at("understanding"), said().find((bubble) => bubble.id === known.chosen));
}

function choose(id) {
  known.chosen = id;
  understood();
  at("understanding").scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function clock() {
  if (known.now) at("clock").textContent = `${day(known.now)} ${year(known.now)}  ${hour(known.now)}`;
}

// ---------------------------------------------------------------- what the visitor does

async function send(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) note(word("refused"));
  return told;
}

async function say(person, text) {
  await send("/simulator/say", { person, text });
  await look();
  soon();
}

// What goes to other phones leaves a moment after the answer: no need to wait for the next full second.
const soon = () => [200, 500].forEach((ms) => setTimeout(look, ms));

async function pass(days) {
  await send("/simulator/days", { days });
  note(word("moved", { n: days }));
  await look();
  soon();
}

async function again() {
  leaveStory();
  at("again").disabled = true;
  const told = await send("/simulator/again", {});
  at("again").disabled = false;
  document.body.dataset.tookMs = told.took_ms;
  note(word("restarted", { n: told.took_ms }));
  await look();
}

let fading;
function note(text) {
  at("note").textContent = text;
  at("note").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (at("note").hidden = true), 2600);
}

// ---------------------------------------------------------------- the frame

function turn(other) {
  speak(other);
  document.documentElement.lang = language();
  at("en").setAttribute("aria-pressed", language() === "en");
  at("zh").setAttribute("aria-pressed", language() === "zh");
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = word(each.dataset.word);
  label();
  clock();
  understood();
  caption();
  showMatters(at("matters"), column, strips, pick);
  const { database, redis, version } = stage;
  at("runs").textContent = word("runs", { database, redis: word(redis ? "on" : "off"), version });
  at("steps").replaceChildren(...word("steps").map((text) => make("li", "", ...bold(text))));
  steps();
}

// Our own words may hold <b>names</b>; still nothing is ever read as HTML.
const bold = (text) => text.split(/<\/?b>/).map((part, n) => (n % 2 ? make("b", "", part) : part));

function gloss(on) {
  document.body.classList.toggle("no-gloss", !on);
  at("gloss").setAttribute("aria-pressed", on);
  localStorage.setItem("gloss", on ? "on" : "off");
}

// What the visitor has already done of the first tour; the next thing is marked.
function steps() {
  const all = said();
  const told = (key) => all.some((bubble) => bubble.actor === key && !bubble.mine && bubble.text.includes("户提到"));
  const filed = (key) => all.some((bubble) => bubble.actor === key && bubble.mine && bubble.matter?.number);
  const done = [
    all.some((bubble) => bubble.actor === "villager" && bubble.mine),
    filed("villager"),
    filed("neighbour"),
    known.now - stage.opens_at > 20 * 3600 * 1000,
    told("villager") && told("neighbour"),
  ];
  const next = done.indexOf(false);
  [...at("steps").children].forEach((item, n) => {
    item.className = done[n] ? "done" : n === next ? "next" : "";
  });
}

begin();
