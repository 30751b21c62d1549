// The line to the server: one exchange at a time, so that on a bad signal nothing is lost, doubled or swapped.

const PATIENCE = 20_000, SLOWEST = 30_000;      // milliseconds
const POLL = 4_000, POLL_HIDDEN = 30_000;

let unsent = JSON.parse(sessionStorage.getItem("unsent") ?? "[]");
let newest = 0;                 // number of the newest message shown
let known = false;              // whether the history has been read
let hurry = () => {};           // ends the pause or the poll under way
let drop = () => {};            // ends whatever is under way

/** Queue one message; it keeps its id and what the person had seen when writing it through every retry. */
export function send(said) {
  const item = { id: uuid(), seen: newest, ...said };
  keep([...unsent, item]);
  hurry();
  return item;
}

/** Forget everything here, and the server's cookie as soon as it can be reached. */
export function leave() {
  restart([{ leave: true }]);
}

/** Read the talk from its beginning, as another one. */
export function restart(queue = []) {
  keep(queue);
  newest = 0;
  known = false;
  drop();
}

export const pending = () => unsent.filter((item) => !item.leave);

/** Talk with the server for ever; `page` has show, hold, refuse, left, wait and trouble. */
export async function listen(page) {
  for (let failures = 0; ;) {
    const item = known || unsent[0]?.leave ? unsent[0] : undefined;
    let after = 0, why = "";
    try {
      page.wait(!failures && (item !== undefined || !known));
      const messages = await exchange(item);
      failures = 0;
      if (item) keep(unsent.slice(1));
      take(page, item, messages);
    } catch (fault) {
      if (fault instanceof Refused) {
        keep(unsent.slice(1));
        page.refuse(item, fault.message);
      } else if (!(fault instanceof Dropped)) {
        failures += 1;
        after = fault.after ?? 0;
        why = fault.after ? fault.message : "";
        if (item) page.hold(item);
      }
    }
    page.wait(false);
    page.trouble(failures > 1, why);
    const backoff = Math.min(SLOWEST, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
    if (failures) await pause(Math.max(backoff, after));
    else if (known && !unsent.length) await pause(document.hidden ? POLL_HIDDEN : POLL);
  }
}

function take(page, item, messages) {
  if (item?.leave) {
    page.left();
    return;
  }
  const fresh = messages.filter((message) => message.n > newest);
  newest = fresh.at(-1)?.n ?? newest;
  page.show(fresh, item);
  known = true;
  if (!newest && !unsent.length && !document.hidden) send({ text: "" });        // so that the bot greets, in one tab only
}

async function exchange(item) {
  const stop = new AbortController();
  let dropped = false;
  drop = () => { dropped = true; stop.abort(); };
  hurry = item ? () => {} : drop;
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = item
      ? await fetch(item.leave ? "leave" : "messages", {
          method: "POST", keepalive: true, signal: stop.signal,
          headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...item, label: undefined }),
        })
      : await fetch(`messages?after=${newest}`, { signal: stop.signal, cache: "no-store" });
    if (response.status === 204) return [];
    const answer = await response.json();
    if (item && [400, 413, 415].includes(response.status)) throw new Refused(answer.error);
    if (!response.ok) throw Object.assign(new Error(answer.error), { after: 1000 * response.headers.get("Retry-After") || 0 });
    return answer.messages;
  } catch (fault) {
    throw dropped ? new Dropped() : fault;
  } finally {
    clearTimeout(late);
  }
}

function pause(milliseconds) {
  return new Promise((done) => {
    hurry = drop = done;
    setTimeout(done, milliseconds);
  });
}

function keep(items) {
  unsent = items;
  sessionStorage.setItem("unsent", JSON.stringify(items));
}

// crypto.randomUUID is missing on plain http, which is how a tablet in the office's own network may come here.
function uuid() {
  const random = (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, random);
}

class Refused extends Error {}
class Dropped extends Error {}

addEventListener("online", () => hurry());
document.addEventListener("visibilitychange", () => document.hidden || hurry());
