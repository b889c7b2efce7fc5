// How wide is this place, and how large are letters here? A chart is drawn to fit, on a phone as on a wall, and only
// once its letters have come: it is painted once, and letters that came later would not be in it.
const STEP = 20;
const STYLES = ["", "bold ", "italic "];

export default function ({ data, parentElement, setStateValue }) {
  let room = parentElement.querySelector(".room");
  if (!room) {
    room = made("div", "room");
    room.setAttribute("aria-hidden", "true");
    parentElement.append(room);
    room.lettered = Promise.allSettled(STYLES.map((style) => document.fonts.load(`${style}16px "${data.font}"`)));
  }
  const measure = async () => {
    await room.lettered;
    const width = Math.floor(room.clientWidth / STEP) * STEP;
    const letters = parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (!width || room.told === `${width} ${letters}`) return;
    room.told = `${width} ${letters}`;
    setStateValue("found", { width, letters });
  };
  // A finger presses without having moved there, and a chart only knows what lies under a pointer that moved.
  let finger = false;
  const pressed = (event) => {
    if (event.type === "pointerdown") finger = event.pointerType === "touch";
    if (finger && event.target.closest(".stVegaLiteChart canvas"))
      event.target.dispatchEvent(new PointerEvent("pointermove", event));
  };
  const watching = new ResizeObserver(measure);
  watching.observe(room);
  for (const one of ["pointerdown", "click"]) document.addEventListener(one, pressed, true);
  return () => {
    watching.disconnect();
    for (const one of ["pointerdown", "click"]) document.removeEventListener(one, pressed, true);
  };
}
