// Clears the talk when its person has gone, for the next one at the stall.

const GRACE = 30;       // seconds between the question and the leaving
const dialog = document.getElementById("idle");
const left = document.getElementById("idle-left");

/** Ask after `minutes` of silence and leave after 30 seconds more; only while there is something to protect. */
export function watch(minutes, present, leave) {
  if (!minutes) return;
  const quiet = () => (Date.now() - localStorage.getItem("active")) / 1000 - minutes * 60;
  const touch = () => dialog.open || localStorage.setItem("active", Date.now());

  function look() {
    const over = quiet();
    if (over < 0 || !present()) return;
    if (over >= GRACE) {
      dialog.close();
      leave();
      return;
    }
    left.textContent = Math.ceil(GRACE - over);
    left.parentElement.style.setProperty("--left", 1 - over / GRACE);
    if (!dialog.open) dialog.showModal();
  }

  if (localStorage.getItem("active") && quiet() >= GRACE) leave();        // the page was closed, or slept, for longer
  touch();
  for (const sign of ["pointerdown", "keydown", "wheel"]) addEventListener(sign, touch, { passive: true });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", touch);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
}
