// How wide is this place, and how large are letters here? Python draws charts to fit; a phone and a wall differ.
const STEP = 20;

export default function ({ data, parentElement, setStateValue }) {
  let room = parentElement.querySelector(".room");
  if (!room) {
    room = document.createElement("div");
    room.className = "room";
    room.setAttribute("aria-hidden", "true");
    parentElement.append(room);
  }
  const measure = () => {
    const width = Math.floor(room.clientWidth / STEP) * STEP;
    const letters = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const found = `${width} ${letters}`;
    if (width && found !== (room.told ?? data.usual)) {
      room.told = found;
      setStateValue("found", { width, letters });
    }
  };
  const watching = new ResizeObserver(measure);
  watching.observe(room);
  return () => watching.disconnect();
}
