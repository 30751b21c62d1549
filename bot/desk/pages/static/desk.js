/* Keeps a list or a talk fresh, counts in the title what waits, sounds for what is urgent. Every page works without it. */

const EVERY = 4000      // milliseconds
const list = document.querySelector("[data-live]")
const field = document.querySelector("#text")
const title = document.title
let urgent = -1

const typed = () => [...document.querySelectorAll("main :is(textarea, input:not([type=hidden]))")].some(one => one.value !== one.defaultValue)
const state = () => list.firstElementChild.dataset

function tone() {
  const sound = new AudioContext(), note = sound.createOscillator(), loud = sound.createGain()
  note.connect(loud).connect(sound.destination)
  loud.gain.setValueAtTime(0.2, sound.currentTime)
  loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.8)
  note.frequency.value = 880
  note.start()
  note.stop(sound.currentTime + 0.8)
}

function tell() {
  const { waiting, mine, urgent: now } = state()
  if (waiting === undefined) return
  document.title = waiting !== "0" ? `(${waiting}${+now ? "!" : ""}) ${title}` : title
  for (const count of document.querySelectorAll("[data-count]")) count.textContent = count.dataset.count === "mine" ? mine : waiting
  if (urgent >= 0 && +now > urgent) tone()
  urgent = +now
}

const toEnd = () => { if (list.id === "talk") list.scrollTop = list.scrollHeight }

async function refresh() {
  try {
    const answer = await fetch(list.dataset.live, { headers: { "X-Live": "1" }, redirect: "error" })
    if (answer.status === 401 || answer.status === 403) return location.reload()
    const fresh = document.createElement("template")
    fresh.innerHTML = await answer.text()
    const before = JSON.stringify({ ...state() }), owner = state().owner
    if (fresh.innerHTML.trim() !== list.innerHTML.trim()) {
      const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40
      list.replaceChildren(...fresh.content.children)
      if (atEnd && before !== JSON.stringify({ ...state() })) toEnd()
    }
    list.removeAttribute("data-stale")
    tell()
    if (owner !== state().owner && !field?.value.trim() && !typed()) location.reload()      // another has it now, and nothing typed is lost
  } catch {
    list.setAttribute("data-stale", "")                 // no connection: what is shown is old
  }
}

if (list) {
  tell()
  toEnd()
  setInterval(refresh, EVERY)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh() })
}

for (const canned of document.querySelectorAll("[data-canned]")) {
  canned.addEventListener("click", event => {
    event.preventDefault()
    field.value = [field.value.trim(), canned.textContent].filter(Boolean).join("\n")
    field.focus()
  })
}

for (const all of document.querySelectorAll("[data-all]")) {
  all.parentElement.hidden = false
  all.addEventListener("change", () => {
    for (const one of all.form.querySelectorAll(`[name=${all.dataset.all}]`)) one.checked = all.checked
  })
}

document.querySelector("[data-print]")?.addEventListener("click", () => window.print())

field?.addEventListener("keydown", event => {           // an officer types all day
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit()
})
