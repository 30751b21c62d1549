// The talk as bubbles. Whatever was written, by whomever, goes in as text and never as markup.

const pane = document.getElementById("pane");
const log = document.getElementById("log");
const waiting = document.getElementById("waiting");
const blank = document.getElementById("bubble").content.firstElementChild;
const words = JSON.parse(document.body.dataset.words);
const unsent = new Map();       // id of a message on its way -> its bubble
let atEnd = true;
let height = pane.clientHeight;

/** Show what the person has just said, before the server has heard it. */
export function begin(item) {
  const said = item.label ?? (item.media ? words.photo : item.text);
  if (!said) return;
  const turn = draw({ from: "me", text: said });
  turn.classList.add("pending");
  unsent.set(item.id, turn);
  log.append(turn);
  settleChoices();
  toEnd();
}

/** Show what the server says in order; the bubble of `item` becomes the server's own echo of it. */
export function show(messages, item) {
  const mine = unsent.get(item?.id);
  unsent.delete(item?.id);
  const [next] = unsent.values();
  const first = !log.querySelector(".turn:not(.pending)");
  const old = new Set(log.children);
  let echoed = false;
  for (const message of messages.filter(({ text }) => text)) {
    const echo = mine && !echoed && message.from === "me";
    const turn = echo ? renew(mine, message.text) : draw(message);
    if (!echo || turn.nextElementSibling !== (next ?? null)) log.insertBefore(turn, next ?? null);
    echoed ||= echo;
  }
  if (mine && !echoed) mine.remove();
  settleChoices();
  const heard = [...log.children].filter((turn) => !old.has(turn) && !turn.matches(".me"));
  if (first) toEnd(log.lastElementChild);
  else if (heard.length && (atEnd || item)) toEnd(heard[0]);
}

/** Mark a message that has not got through, with the reason if it never will. */
export function mark(item, reason) {
  const turn = unsent.get(item.id);
  if (!turn) return;
  turn.querySelector(".mark").textContent = reason ?? words.unsent;
  if (reason) {
    turn.classList.replace("pending", "refused");
    unsent.delete(item.id);
  }
  if (atEnd) toEnd();
}

/** Show that the assistant is busy. */
export function wait(busy) {
  waiting.hidden = !busy;
  if (busy && atEnd) toEnd();
}

export function clear() {
  log.replaceChildren();
  unsent.clear();
}

export const spoken = () => log.querySelector(".me") !== null;

function draw({ from, text, choices = [], stamp = "" }) {
  const turn = blank.cloneNode(true);
  turn.classList.add(from);
  turn.querySelector(".who").textContent = words[from];
  turn.querySelector(".text").textContent = text;
  turn.querySelector(".choices").append(...choices.map(({ id, label }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    Object.assign(button.dataset, { choice: id, stamp });
    return button;
  }));
  return turn;
}

function renew(turn, said) {
  turn.classList.remove("pending");
  turn.querySelector(".mark").textContent = "";
  const text = turn.querySelector(".text");
  if (text.textContent !== said) text.textContent = said;     // or a screen reader would read it again
  return turn;
}

// The newest choices are loud until answered; older ones stay quiet and, where the server can place them, alive.
function settleChoices() {
  let live = true;
  for (const turn of [...log.children].reverse()) {
    const buttons = turn.querySelectorAll("button");
    turn.classList.toggle("live", live && buttons.length > 0);
    for (const button of buttons) button.disabled = !live && !button.dataset.stamp;
    live &&= !buttons.length && !turn.matches(".me");
  }
}

// The end of the talk, but never so far that the beginning of `turn` leaves the screen.
function toEnd(turn) {
  const end = pane.scrollHeight - pane.clientHeight;
  pane.scrollTop = turn ? Math.min(end, turn.offsetTop - 12) : end;
  atEnd = end - pane.scrollTop < 40;
}

// A pane that shrinks above the keyboard has not been scrolled by anybody.
pane.addEventListener("scroll", () => {
  if (pane.clientHeight === height) atEnd = pane.scrollHeight - height - pane.scrollTop < 40;
}, { passive: true });
new ResizeObserver(() => {
  height = pane.clientHeight;
  if (atEnd) toEnd();
}).observe(pane);
