// Beside the telephones: what was understood of one message, and the village's matters with the stage of each.
import { day, language, make, word } from "./words.js";

const STEPS = [
  ["draft"],
  ["received", "emergency", "withdrawn", "sealed"],
  ["answered", "private", "referred", "merged", "declined", "candidate", "set", "called", "visiting", "pre_meeting", "linkage", "review",
    "ready", "meeting", "outcome", "statutory", "notice", "doing", "acceptance", "rating", "rule", "redo", "suspended"],
  ["closed"],
];
const STEP = Object.fromEntries(STEPS.flatMap((stages, n) => stages.map((stage) => [stage, n])));

const step = (stage) => STEP[stage] ?? 2;

export function stageStrip(stage) {
  const at = step(stage);
  const dots = word("strip").map((name, n) => make("li", n < at ? "past" : n === at ? "now" : "", make("span", "", name)));
  const made = make("div", "strip", make("ol", `dots ${stage}`, ...dots));
  made.title = word("stages")[stage] ?? stage;
  return made;
}

const fact = (key, ...value) => (value.some(Boolean) ? make("div", "fact", make("dt", "", word(key)), make("dd", "", ...value)) : null);

const glossed = (text, gloss) => make("span", "", text, gloss ? make("span", "gloss", ` ${gloss}`) : null);

export function showUnderstood(room, bubble) {
  const head = make("h2", "", word("understood"));
  if (!bubble) {
    room.replaceChildren(head, make("p", "faint", word("understood_none")));
    return;
  }
  const { heard } = bubble;
  if (heard.sealed) {
    room.replaceChildren(head, make("p", "sealed-note", word("sealed")), make("p", "faint", word("sealed_more")));
    return;
  }
  const quote = make("blockquote", "", make("span", "text", bubble.text), bubble.gloss ? make("span", "gloss", bubble.gloss) : null);
  room.replaceChildren(head, quote, ...cut(heard), ...votes(heard), category(heard), facts(heard), stands(bubble.matter));
}

function cut(heard) {
  const voted = new Set(heard.votes.map((vote) => vote.word));
  const tiles = heard.tokens.map((token) => make("span", voted.has(token) ? "token voted" : "token", token));
  return [make("h3", "", word("cut")), make("p", "tokens", ...tiles)];
}

function votes(heard) {
  const most = Math.max(...heard.votes.map((vote) => Math.abs(vote.weight)), 0.001);
  const rows = heard.votes.slice(0, 5).map((vote) => {
    const bar = make("i");
    bar.style.width = `${Math.max(4, (100 * Math.abs(vote.weight)) / most)}%`;
    return make("li", vote.weight < 0 ? "against" : "", glossed(vote.word, vote.gloss), make("span", "bar", bar), make("span", "weight", vote.weight.toFixed(2)));
  });
  const list = rows.length ? make("ul", "votes", ...rows) : make("p", "faint", word("no_votes"));
  return [make("h3", "", word("votes")), list];
}

function category(heard) {
  const made = make("div", "category");
  if (!heard.category) {
    made.append(make("span", "faint", word("none")));
    return made;
  }
  const bar = make("i");
  bar.style.width = `${Math.round(heard.score * 100)}%`;
  const { code, name, gloss } = heard.category;
  made.append(make("b", "", code), make("span", "name", name, make("span", "gloss", gloss)));
  made.append(make("span", "meter", make("span", "bar", bar), make("span", "weight", `${Math.round(heard.score * 100)}% ${word("score")}`)));
  return made;
}

function facts(heard) {
  const urgency = make("span", `urgency u${heard.urgency}`, word("urgencies")[heard.urgency]);
  const flags = heard.flags.map((flag) => make("span", "flag", word("flag_names")[flag] ?? flag));
  return make(
    "dl",
    "facts",
    fact("speech", word("speeches")[heard.speech] ?? heard.speech),
    fact("urgency", urgency),
    heard.danger ? fact("danger", word("dangers")[heard.danger] ?? heard.danger) : null,
    heard.place ? fact("place", glossed(heard.place, heard.place_gloss)) : null,
    heard.since ? fact("since", glossed(heard.since, [heard.since_gloss, heard.since_date].filter(Boolean).join(", "))) : null,
    fact("whose", word("whoses")[heard.whose]),
    flags.length ? fact("flags", ...flags) : null,
  );
}

function stands(matter) {
  const made = make("div", "stands", make("h3", "", word("stands")));
  if (!matter) {
    made.append(make("p", "faint", word("not_filed")));
    return made;
  }
  const name = make("span", `mark stage ${matter.stage}`, word("stages")[matter.stage] ?? matter.stage);
  made.append(make("p", "", matter.number ? make("b", "", `№ ${matter.number} `) : "", name), stageStrip(matter.stage));
  return made;
}

export function showMatters(room, matters, strips, pick) {
  const candidates = matters.filter((matter) => matter.what === "candidate");
  const concerns = matters.filter((matter) => matter.what === "concern");
  room.replaceChildren(
    make("h2", "", word("matters"), make("span", "count", String(concerns.length))),
    make("h3", "", word("candidates")),
    make("ul", "matters", ...candidates.map((matter) => issue(matter, strips.get(matter.id), pick))),
    make("h3", "", word("said")),
    make("ul", "matters", ...concerns.map(card)),
  );
}

// A click opens or closes its strip; the issue that moved last always shows it.
function issue(matter, strip, pick) {
  const made = card(matter);
  made.dataset.issue = matter.id;
  const title = made.querySelector(".title");
  title.tabIndex = 0;
  title.setAttribute("role", "button");
  title.setAttribute("aria-expanded", Boolean(strip));
  title.addEventListener("click", () => pick(matter.id));
  title.addEventListener("keydown", (event) => event.key === "Enter" && pick(matter.id));
  if (strip) made.append(mechanisms(strip), make("div", "gates", ...gates(strip)));
  return made;
}

// What the visitor has unfolded stays so when the column is drawn anew.
const unfolded = { mechanism: "", gates: new Map() };

function mechanisms(strip) {
  const told = make("ul", "records");
  const marks = strip.mechanisms.map((one, n) => {
    const mark = make("button", one.records.length ? "mechanism there" : "mechanism", make("span", "", word("mechanisms")[n]));
    mark.type = "button";
    mark.title = [one, ...one.records].map(({ text, gloss }) => `${text}\n${gloss}`).join("\n");
    mark.dataset.name = one.name;
    mark.addEventListener("click", () => {
      unfolded.mechanism = mark.classList.contains("open") ? "" : `${strip.issue} ${one.name}`;
      unfold();
    });
    return mark;
  });
  const unfold = () => {
    const open = strip.mechanisms.find((one) => `${strip.issue} ${one.name}` === unfolded.mechanism);
    for (const mark of marks) mark.classList.toggle("open", mark.dataset.name === open?.name);
    told.replaceChildren(...(open ? written(open) : []));
  };
  unfold();
  return make("div", "mechanisms", make("div", "marks", ...marks), told);
}

const written = (one) => [
  make("li", "head", glossed(one.text, one.gloss)),
  ...(one.records.length ? one.records.map((each) => make("li", "", glossed(each.text, each.gloss))) : [make("li", "faint", word("no_record"))]),
];

// The first shut gate lies open: that is the one somebody can work on now.
function gates(strip) {
  const first = strip.gates.find((gate) => !gate.open && !gate.overridden);
  return strip.gates.map((gate) => {
    const mark = make("b", "", gate.open ? "✓" : "✗");
    const head = make("summary", "", mark, glossed(gate.text, gate.gloss), gate.open ? null : make("span", "count", String(gate.lacks.length)));
    const lacks = [gate.number, gate.overridden, ...gate.lacks].filter(Boolean).map((each) => make("li", "", glossed(each.text, each.gloss)));
    const made = make("details", gate.open ? "gate passed" : "gate shut", head, make("ul", "", ...lacks));
    const key = `${strip.issue} ${gate.name}`;
    made.open = unfolded.gates.get(key) ?? gate === first;
    head.addEventListener("click", () => unfolded.gates.set(key, !made.open));
    made.dataset.name = gate.name;
    return made;
  });
}

function card(matter) {
  const stage = make("span", `mark stage ${matter.stage}`, word("stages")[matter.stage] ?? matter.stage);
  const count = matter.households ? make("b", "households", `${matter.households} ${households(matter.households)}`) : null;
  const number = matter.number ? make("span", "number", `№ ${matter.number}`) : null;
  const title = make("p", "title", make("span", "zh", matter.title), matter.gloss ? make("span", "gloss", matter.gloss) : null);
  const made = make("li", matter.what, title, make("p", "tail", count, number, stage, make("time", "", day(matter.at))));
  if (matter.what === "concern") made.append(stageStrip(matter.stage));
  made.dataset.number = matter.number ?? "";
  made.title = matter.category_gloss;
  return made;
}

const households = (n) => (language() === "en" && n === 1 ? "household" : word("households"));
