// How wide is this place, and how large are letters here? A chart is drawn to fit, on a phone as on a wall, and only
// once its letters have come: it is painted once, and letters that came later would not be in it.
const STEP = 20;
const STYLES = ["", "bold ", "italic "];

export default function ({ data, parentElement, setStateValue }) {
  let room = parentElement.querySelector(".room");
  if (!room) {
    room = document.createElement("div");
    room.className = "room";
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
  const watching = new ResizeObserver(measure);
  watching.observe(room);
  return () => watching.disconnect();
}
