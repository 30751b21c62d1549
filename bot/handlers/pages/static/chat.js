// Web chat: what the person does on the page, passed to the line and shown as bubbles.
import * as bubbles from "./bubbles.js";
import { watch } from "./idle.js";
import * as line from "./line.js";

const words = JSON.parse(document.body.dataset.words);
const form = document.getElementById("form");
const field = document.getElementById("field");
const log = document.getElementById("log");
const status = document.getElementById("status");
const otherTabs = new BroadcastChannel("talk");

function say(said) {
  tell("");
  bubbles.begin(line.send(said));
}

function tell(sentence) {
  if (status.textContent !== sentence) status.textContent = sentence;
}

function keep() {
  field.parentElement.dataset.text = field.value;
  sessionStorage.setItem("draft", field.value);
}

function write(text) {
  field.value = text;
  keep();
}

// On a touch screen the keyboard would jump up and hide the answer.
function returnFocus(event) {
  if (event?.detail === 0 || matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
}

function wipe() {
  bubbles.clear();
  write("");
  tell(words.cleared);
}

const tellTabs = () => otherTabs.postMessage("left");

// The other tabs hear it twice: at once, and again when the server has forgotten too.
function leave(event) {
  line.leave();
  wipe();
  tellTabs();
  returnFocus(event);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text) say({ text });
  write("");
  field.focus();
});

field.addEventListener("input", keep);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

log.addEventListener("click", (event) => {
  const { choice, stamp } = event.target.dataset;
  if (choice === undefined) return;
  const twice = line.pending().some((item) => item.choice === choice && item.stamp === stamp);
  if (!twice) say({ choice, stamp, label: event.target.textContent });
  returnFocus(event);
});

// A photo of a KTP is never sent from here; the bot hears that there was one and says how to go on.
function takePhoto(event, files) {
  const photo = [...files].some((file) => file.type.startsWith("image/"));
  if (photo || event.type === "drop") event.preventDefault();
  if (photo) say({ media: "photo" });
}
field.addEventListener("paste", (event) => takePhoto(event, event.clipboardData.files));
addEventListener("drop", (event) => takePhoto(event, event.dataTransfer.files));
addEventListener("dragover", (event) => event.preventDefault());

document.getElementById("done").addEventListener("click", leave);
otherTabs.addEventListener("message", () => {
  line.restart();
  wipe();
});

// Why the server lets us wait is said in its own words.
let troubled = "";
function trouble(away, why) {
  const said = why || (away ? words.offline : "");
  if (said) tell(said);
  else if (status.textContent === troubled) tell("");
  troubled = said;
}

write(sessionStorage.getItem("draft") ?? "");
watch(Number(document.body.dataset.idleMinutes), () => bubbles.spoken() || field.value, leave);
line.pending().forEach(bubbles.begin);
returnFocus();
line.listen({
  show: bubbles.show,
  wait: bubbles.wait,
  hold: bubbles.mark,
  left: tellTabs,
  refuse: (item, sentence) => bubbles.mark(item, sentence || words.refused),
  trouble,
});
