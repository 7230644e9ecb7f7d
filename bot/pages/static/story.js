// The guided story: a caption above the telephones; each step is played by the server, then the next one waits for a tap or six seconds.
import { spotlight } from "./phones.js";
import { make, word } from "./words.js";

const PAUSE_MS = 6000;
const PATIENCE_MS = 120000; // a little longer than the server gives a step
const tale = { steps: [], at: -1, playing: true, busy: false, trouble: "", told: null, timer: 0, heard: new Set(), spoke: new Set(), dark: true };
const at = (id) => document.getElementById(id);
let look = async () => {};

export function wireStory(looks) {
  look = looks;
  at("story").addEventListener("click", open);
  at("tale_next").addEventListener("click", () => go(next()));
  at("tale_play").addEventListener("click", toggle);
  at("tale_leave").addEventListener("click", leaveStory);
}

export const telling = () => tale.at >= 0;

const next = () => (tale.trouble ? tale.at : tale.at + 1);

async function open() {
  if (tale.busy) return;
  tale.busy = true;
  const answer = await fetch("/simulator/story").then((got) => got.json()).catch(() => ({ error: word("lost") }));
  tale.busy = false;
  Object.assign(tale, { steps: answer.steps ?? [{ english: "", chinese: "" }], playing: true });
  if (!answer.error) return go(0);
  Object.assign(tale, { at: 0, trouble: answer.error });
  label();
}

// The caption comes first, then what it tells of happens on the telephones.
async function go(n) {
  if (tale.busy || n >= tale.steps.length) return;
  clearTimeout(tale.timer);
  Object.assign(tale, { at: n, busy: true, trouble: "", told: null, dark: true });
  label();
  const told = await play(n);
  tale.busy = false;
  if (!telling()) return;
  if (told.error) Object.assign(tale, { trouble: told.error, playing: false });
  else tale.told = told;
  await look();
  label();
  goOn();
}

async function play(n) {
  const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ step: n }) };
  try {
    const told = await (await fetch("/simulator/story", { ...asked, signal: AbortSignal.timeout(PATIENCE_MS) })).json();
    return told;
  } catch {
    return { error: word("lost") };
  }
}

function goOn() {
  clearTimeout(tale.timer);
  if (tale.playing && !tale.busy && tale.at + 1 < tale.steps.length) tale.timer = setTimeout(() => go(tale.at + 1), PAUSE_MS);
}

function toggle() {
  tale.playing = !tale.playing;
  label();
  goOn();
}

export function leaveStory() {
  clearTimeout(tale.timer);
  Object.assign(tale, { at: -1, trouble: "", told: null });
  label();
}

// Whoever spoke or heard something in this step stands in front, the others only by name.
export function light(heard, spoke, fresh) {
  if (!telling()) return;
  const anybody = heard.size + spoke.size > 0;
  if (fresh || (anybody && tale.dark)) Object.assign(tale, { heard: new Set(), spoke: new Set(), dark: !anybody });
  for (const key of heard) tale.heard.add(key);
  for (const key of spoke) tale.spoke.add(key);
  spotlight(tale.heard, tale.spoke);
}

export function label() {
  const on = telling();
  at("tale").hidden = !on;
  document.body.classList.toggle("telling", on);
  if (!on) return spotlight(null);
  const { english, chinese } = tale.steps[tale.at];
  const last = tale.at + 1 === tale.steps.length;
  at("tale_step").textContent = word("tale_step", { n: tale.at + 1, count: tale.steps.length });
  at("tale_en").textContent = english;
  at("tale_zh").textContent = chinese;
  at("tale_more").className = tale.trouble ? "trouble" : "";
  at("tale_more").replaceChildren(...more(tale));
  at("tale_next").textContent = word(tale.trouble ? "tale_retry" : "tale_next");
  at("tale_next").disabled = tale.busy || (last && !tale.trouble);
  at("tale_play").textContent = word(tale.playing ? "tale_pause" : "tale_play");
  at("tale_play").disabled = last;
  at("tale").dataset.state = tale.busy ? "busy" : tale.trouble ? "trouble" : "told";
  spotlight(tale.heard, tale.spoke);
}

function more({ busy, trouble, told }) {
  if (busy) return [word("tale_busy")];
  if (trouble) return [`${word("tale_trouble")} ${trouble}`];
  return [...(told?.off ?? []).map(offStage), told?.audited ? audit(told.audited) : null].filter(Boolean);
}

function offStage({ who, households, words, gloss }) {
  const name = who ?? word("tale_households", { n: households });
  return make("span", "off", `${name}: `, make("q", "zh", words), gloss ? make("span", "gloss", ` ${gloss}`) : null);
}

const audit = ({ whole, head }) => make("b", whole ? "whole" : "broken", word(whole ? "tale_whole" : "tale_broken", { head }));
