// A box to write in that forgets nothing: every keystroke is kept on this device until a receipt comes back.
const PREFIX = "sensemaking.draft.";

function kept(key) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + key));
    return found && typeof found.words === "string" ? found : null;
  } catch {
    return null; // a browser that keeps nothing still lets people write
  }
}

// Where something stood in the box, that nothing is left of it is a draft too.
function keep(key, draft, start = "") {
  try {
    if (draft.words || start) localStorage.setItem(PREFIX + key, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + key);
    return true;
  } catch {
    return false;
  }
}

// A UUID of version 7: the sender names the contribution, so that sending it twice keeps it once.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n | BigInt(bytes[6] * 16 + (bytes[7] >> 4)));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function fresh(words) {
  return { id: newId(), words };
}

export default function ({ data, parentElement, setStateValue }) {
  let box = parentElement.querySelector(".draft");
  if (!box) {
    box = made("div", "draft");
    const label = made("label");
    const area = made("textarea");
    const line = made("p", "line");
    const said = made("span");
    const clear = made("button");
    area.id = label.htmlFor = "words";
    area.setAttribute("aria-describedby", (said.id = "said"));
    line.append(said, clear);
    box.append(label, area, line);
    parentElement.append(box);
    box.parts = { label, area, said, clear };
  }
  const { label, area, said, clear } = box.parts;
  const tell = (known) => {
    const begun = area.value !== data.start;
    said.textContent = !begun ? data.empty : known ? data.kept : data.unkept;
    clear.hidden = !begun;
  };
  // What the page knows lags behind the hand: it is told when the box is left, and once what was found is back.
  const hand_over = () => {
    if (box.told === area.value) return;
    box.told = area.value;
    setStateValue("draft", area.value || data.start ? { ...box.draft } : null);
  };

  label.textContent = data.label;
  area.placeholder = data.placeholder;
  area.maxLength = data.longest;
  clear.textContent = data.clear;
  box.classList.toggle("short", data.short);

  if (box.key !== data.key || (data.receipt && data.receipt === box.draft.id)) {
    // Words that came after those of the receipt are not kept yet: they go on as a draft of their own.
    const left = box.key === data.key ? { ...box.draft, words: area.value } : kept(data.key);
    const over = left && left.id === data.receipt;
    if (over && left.words !== data.received) {
      box.draft = fresh(left.words);
      keep(data.key, box.draft, data.start);
    } else {
      if (over) keep(data.key, { words: "" });
      box.draft = left && !over ? left : fresh(data.start);
    }
    box.key = data.key;
    box.told = data.start ? null : "";
    area.value = box.draft.words;
    tell(true);
    hand_over();
  }
  if (data.put && box.put !== undefined && box.put !== data.put[0]) {
    box.draft.words = area.value = data.put[1];
    tell(keep(data.key, box.draft, data.start));
    hand_over();
  }
  box.put = data.put ? data.put[0] : "";
  area.oninput = () => {
    // What was handed over may be on its way into the store: words changed after that are another contribution,
    // which neither its receipt clears nor its id passes off as kept already.
    if (box.told || (box.told === "" && data.start)) box.draft = fresh("");
    box.told = null;
    box.draft.words = area.value;
    tell(keep(data.key, box.draft, data.start));
    clearTimeout(box.pausing);
    if (data.live) box.pausing = setTimeout(hand_over, 500);
  };
  area.onblur = hand_over;
  clear.onclick = () => {
    keep(data.key, { words: "" });
    box.draft = fresh(data.start);
    area.value = data.start;
    tell(true);
    hand_over();
    area.focus();
  };
}
