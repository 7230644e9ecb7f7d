// The telephones: a frame for each person, bubbles as they come, and the buttons that answer the bot.
import { day, hour, language, make, word } from "./words.js";

const phones = new Map(); // person key → its elements
const bubbles = new Map(); // id → { bubble, element }

export function layPhones(people, room, say) {
  room.replaceChildren(...people.map((person) => phone(person, say)));
}

export function clearPhones() {
  bubbles.clear();
  for (const { chat, chips, empty } of phones.values()) chat.replaceChildren(empty, chips);
}

function phone(person, say) {
  const empty = make("p", "empty");
  const chips = make("div", "chips");
  const chat = make("div", "chat", empty, chips);
  chat.tabIndex = 0;
  const name = make("strong");
  const role = make("span", "role");
  const badge = make("span", "badge");
  const head = make("header", "", make("span", "face", person.name.slice(0, 1)), make("div", "who", make("p", "", name, badge), role));
  const field = make("input");
  const send = make("button", "send");
  const form = make("form", "compose", field, send);
  const says = (text) => say(person.key, text);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    if (text) says(text);
  });
  const lines = make("div", "lines", ...person.lines.map((line) => prepared(line, says)));
  const card = make("article", `phone ${person.channel}`, head, chat, lines, form);
  card.dataset.person = person.key;
  phones.set(person.key, { person, card, chat, chips, empty, name, role, badge, field, send, says });
  return card;
}

function prepared(line, says) {
  const button = make("button", "line", make("span", "zh", line.text), make("span", "gloss", line.gloss));
  button.type = "button";
  button.lang = "zh";
  button.title = `${line.text}\n${line.gloss}`;
  button.addEventListener("click", () => says(line.text));
  return button;
}

export function label() {
  for (const { person, empty, name, role, badge, field, send } of phones.values()) {
    const english = language() === "en";
    name.textContent = english ? person.name_en : person.name;
    name.title = person.name;
    role.textContent = english ? person.role_en : person.role;
    role.title = english ? person.role : person.role_en;
    badge.textContent = word(person.channel);
    empty.textContent = word("hints")[person.key] ?? "";
    field.placeholder = word("type");
    field.setAttribute("aria-label", `${person.name} ${word("type")}`);
    send.textContent = word("send");
  }
  for (const each of document.querySelectorAll(".divider")) each.textContent = day(Number(each.dataset.at));
  for (const id of bubbles.keys()) redraw(id);
  for (const key of phones.keys()) settle(key);
}

// New and changed bubbles; gives the people whose phone has just received something, and those who said something.
export function show(changed, choose) {
  const rang = new Set();
  const spoke = new Set();
  for (const bubble of changed) {
    const known = bubbles.get(bubble.id);
    bubbles.set(bubble.id, { bubble, element: known?.element, choose });
    if (known) {
      redraw(bubble.id);
      continue;
    }
    place(bubble.id);
    if (bubble.mine) spoke.add(bubble.actor);
    else rang.add(bubble.actor);
  }
  for (const key of new Set(changed.map((bubble) => bubble.actor))) settle(key);
  return { rang, spoke };
}

// In the guided story: who spoke stands in front, then who heard something, the others by name; null shows them all alike.
export function spotlight(heard, spoke) {
  for (const [key, { card, chat }] of phones) {
    const idle = Boolean(heard) && !heard.has(key) && !spoke.has(key);
    card.classList.toggle("acting", Boolean(spoke?.has(key)));
    if (card.classList.contains("idle") === idle) continue;
    card.classList.toggle("idle", idle);
    chat.scrollTop = chat.scrollHeight;
  }
}

export function ring(keys) {
  for (const key of keys) {
    const { card } = phones.get(key);
    card.classList.remove("ringing");
    void card.offsetWidth; // starts the animation anew
    card.classList.add("ringing");
  }
}

export const said = () => [...bubbles.values()].map(({ bubble }) => bubble);

function place(id) {
  const entry = bubbles.get(id);
  const { chat, chips, empty } = phones.get(entry.bubble.actor);
  empty.remove();
  const before = said().filter((each) => each.actor === entry.bubble.actor && each.id < id).at(-1);
  if (!before || day(before.at) !== day(entry.bubble.at)) chips.before(divider(entry.bubble.at));
  entry.element = draw(entry);
  chips.before(entry.element);
  chat.scrollTop = chat.scrollHeight;
}

function divider(at) {
  const made = make("p", "divider", day(at));
  made.dataset.at = at;
  return made;
}

function redraw(id) {
  const entry = bubbles.get(id);
  const fresh = draw(entry);
  entry.element.replaceWith(fresh);
  entry.element = fresh;
}

function draw({ bubble, choose }) {
  const side = bubble.mine ? "mine" : "theirs";
  const { person } = phones.get(bubble.actor);
  const text = make("span", "text", bubble.text);
  text.lang = "zh";
  const balloon = make("div", `balloon ${bubble.channel}`, text, bubble.gloss ? make("span", "gloss", bubble.gloss) : null);
  const options = bubble.options.filter((option) => option.digits !== "0");
  // while the round buttons are there, they carry the English of the options
  if (options.length) balloon.append(make("span", "gloss options", listed(options)));
  const other = bubble.channel !== person.channel ? word(bubble.channel) : "";
  const foot = make("span", bubble.failed ? "foot failed" : "foot", [other, hour(bubble.at), bubble.failed ? word("failed") : ""].filter(Boolean).join(" · "));
  const made = make("div", `bubble ${side} ${bubble.kind}`, balloon, foot);
  if (bubble.mine && telling(bubble)) made.append(strip(bubble, choose));
  made.dataset.id = bubble.id;
  return made;
}

function listed(options) {
  const long = options.some((option) => option.gloss.length > 28);
  return options.map((option) => `${option.digits} ${option.gloss}`).join(long ? "\n" : " · ");
}

// Is there something to show about what was understood? A bare digit is an answer, not a message to explain.
export const telling = ({ heard, matter }) => Boolean(heard && (heard.sealed || heard.category || heard.danger || heard.speech === "english" || matter));

// Beside the message: what the bot understood, and where the matter stands. A click opens the whole of it.
function strip(bubble, choose) {
  const { heard, matter } = bubble;
  const button = make("button", "heard");
  button.type = "button";
  button.addEventListener("click", () => choose(bubble.id));
  if (heard.sealed) {
    button.append(make("span", "mark sealed", word("sealed")));
    return button;
  }
  if (heard.danger) button.append(make("span", "mark danger", word("dangers")[heard.danger] ?? heard.danger));
  const english = language() === "en";
  if (heard.category) {
    button.append(make("span", "mark", english ? heard.category.gloss : heard.category.name));
    button.append(make("span", "mark faint", `${Math.round(heard.score * 100)}%`));
  } else if (!heard.danger) button.append(make("span", "mark faint", word("speeches")[heard.speech] ?? ""));
  if (matter) {
    if (matter.number) button.append(make("span", "mark faint", `№ ${matter.number}`));
    button.append(make("span", `mark stage ${matter.stage}`, word("stages")[matter.stage] ?? matter.stage));
  }
  return button;
}

// The digits of the last question that is still unanswered on this phone.
function settle(key) {
  const { chat, chips, says } = phones.get(key);
  const mine = said().filter((bubble) => bubble.actor === key).sort((a, b) => a.id - b.id);
  const spoke = mine.findLastIndex((bubble) => bubble.mine);
  const asking = mine.slice(spoke + 1).findLast((bubble) => bubble.options.length);
  for (const each of mine) bubbles.get(each.id).element.classList.toggle("asking", each === asking);
  chips.replaceChildren(...(asking ? asking.options.map((option) => chip(option, says)) : []));
  chat.scrollTop = chat.scrollHeight;
}

function chip(option, says) {
  const button = make("button", "chip", make("b", "", option.digits), make("span", "", make("span", "zh", option.text), " ", make("span", "gloss", option.gloss)));
  button.type = "button";
  button.dataset.digits = option.digits;
  button.addEventListener("click", () => says(option.digits));
  return button;
}
