const SILENT_AFTER = 3000; // milliseconds

function made(tag, parent, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  parent.appendChild(element);
  return element;
}

function render({ model, el }) {
  const view = Math.random().toString(36).slice(2);
  let token = 0, waiting = null, next = null, timer = 0, urls = [];
  let here = null, pointed = ""; // the pixel that is told; where the pointer was last
  let hasMoved = false, aim = {}; // since the question that waits; slices that are asked for and have not come
  const root = made("div", el, { role: "group", "aria-label": "Live slice", class: "itk-inspector-live" });
  root.style.cssText = "color: var(--jp-content-font-color1, inherit)";
  const bar = made("div", root);
  bar.style.cssText = "display: flex; flex-wrap: wrap; gap: 12px; align-items: center; margin-bottom: 4px";
  bar.onkeydown = (event) => { // else JupyterLab takes arrows for those between cells, and letters for its commands
    if (!(event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" || (event.shiftKey && event.key === "Enter"))) event.stopPropagation();
  };
  const stage = made("div", root, { tabindex: "0", role: "img" });
  stage.style.cssText = "position: relative; display: inline-block; line-height: 0";
  const picture = made("img", stage, { alt: "", draggable: "false", class: "ii-on-light" });
  picture.style.cssText = "max-width: none; margin: 0";
  const lightFrame = made("img", stage, { alt: "", draggable: "false", class: "ii-on-dark" });
  lightFrame.style.cssText = "max-width: none; margin: 0; display: none; position: absolute; left: 0; top: 0";
  const mark = made("div", stage);
  mark.style.cssText = "position: absolute; display: none; outline: 1px solid #fff; box-shadow: 0 0 0 2px #000; pointer-events: none";
  const table = made("table", root, { "aria-live": "polite" });
  table.style.cssText = "border-collapse: collapse; margin: 4px 0";
  const cells = {}, mono = "font-family: var(--jp-code-font-family, var(--vscode-editor-font-family, monospace))";
  for (const [name, ...keys] of [["ITK", "itk", "itk_value"], ["NumPy", "array", "value"], ["", "agreement"], ["physical point", "point"]]) {
    const row = made("tr", table);
    row.style.background = "transparent";
    made("th", row, { scope: "row" }, name).style.cssText = "text-align: left; font-weight: normal; padding: 1px 12px 1px 0";
    for (const key of keys) {
      cells[key] = made("td", row, { class: "ii-" + key, colspan: 3 - keys.length });
      cells[key].style.cssText = `text-align: left; padding: 1px 12px 1px 0; min-width: 12em; height: 1.4em; ${mono}`;
    }
  }
  const note = made("div", root, { role: "status", class: "ii-note" });
  const caption = made("div", root);

  function ask(question) {
    if (waiting) { // one at a time; meanwhile the last pointer counts, but every step, and another slice is not forgotten
      if (next && next.kind === "slice" && question.kind !== "slice") return;
      const isFurther = next && next.kind === question.kind && question.kind === "probe";
      next = isFurther ? { ...question, across: next.across + question.across, down: next.down + question.down } : question;
      return;
    }
    waiting = { ...question, token: ++token, view };
    if (question.kind === "probe") [waiting.column, waiting.row] = here;
    hasMoved = false;
    clearTimeout(timer);
    timer = setTimeout(giveUp, SILENT_AFTER);
    try {
      model.send(waiting);
    } catch { // the widget's connection ends with its kernel
      giveUp();
    }
  }
  function giveUp() {
    clearTimeout(timer);
    clear();
    note.textContent = "The kernel does not answer: it is busy, or it has ended.";
    waiting = next = null;
    aim = {};
  }
  function clear() {
    for (const cell of Object.values(cells)) cell.textContent = "";
    mark.style.display = "none";
  }
  function answered(answer) {
    if (answer.view !== view || !waiting || answer.token !== waiting.token) return; // late, or another view's
    clearTimeout(timer);
    const question = waiting;
    waiting = null;
    note.textContent = answer.gone || "";
    if (answer.gone) clear();
    else if (question.kind === "probe" && here) {
      for (const key of Object.keys(cells)) cells[key].textContent = answer[key];
      if (!hasMoved) here = [answer.column, answer.row];
      const frame = model.get("frame"), [left, top, width, height] = answer.box;
      mark.style.cssText += `; display: block; left: ${frame.left + left}px; top: ${frame.top + top}px; width: ${width}px; height: ${height}px`;
    }
    const after = next;
    next = null;
    if (!after || after.kind !== "slice") aim = {};
    if (after) ask(after);
    else if (question.kind === "slice" && here && !answer.gone) probe();
  }
  function probe(across = 0, down = 0) {
    ask({ kind: "probe", across, down });
  }
  function go(plane, positions) {
    aim = { ...aim, ...positions };
    ask({ kind: "slice", plane, positions: aim });
  }
  function drawn() {
    const frame = model.get("frame");
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = ["picture", "light_frame"].map((name) => URL.createObjectURL(new Blob([model.get(name)], { type: "image/png" })));
    [picture.src, lightFrame.src] = urls;
    for (const [name, value] of Object.entries(frame.cut)) stage.style.setProperty(name, value);
    picture.alt = caption.textContent = frame.caption;
    stage.setAttribute("aria-label", frame.caption + ". Arrow keys move the pixel, Page Up and Page Down the slice.");
    const names = frame.axes.map((axis) => axis.name).join();
    if (bar.dataset.names !== names) {
      bar.dataset.names = names;
      bar.textContent = "";
      const label = made("label", bar, {}, "Plane ");
      const plane = made("select", label);
      for (const [value, text] of frame.planes) made("option", plane, { value }, text);
      plane.onchange = () => go(plane.value, {});
      for (const axis of frame.axes) {
        const line = made("label", bar, {}, axis.name + " ");
        const slider = made("input", line, { type: "range", min: axis.first, max: axis.last, "data-axis": axis.name });
        made("output", line);
        slider.oninput = () => go(model.get("frame").plane, { [axis.name]: Number(slider.value) });
      }
    }
    bar.querySelector("select").value = frame.plane;
    for (const axis of frame.axes) {
      const slider = bar.querySelector(`[data-axis="${axis.name}"]`);
      if (document.activeElement !== slider) slider.value = axis.position;
      slider.nextSibling.textContent = ` ${axis.name} = ${axis.position}, array ${axis.position - axis.first}`;
    }
  }
  stage.onpointermove = (event) => {
    const frame = model.get("frame"), box = picture.getBoundingClientRect();
    const column = Math.floor(event.clientX - box.left) - frame.left, row = Math.floor(event.clientY - box.top) - frame.top;
    if (column < 0 || row < 0 || column >= frame.width || row >= frame.height) return stage.onpointerleave();
    const place = [column, row].join();
    if (place === pointed) return; // browsers tell of a pointer that stands still, too, when what is below it changes
    pointed = place;
    here = [column, row];
    hasMoved = true;
    if (next && next.kind === "probe") next = null;
    probe();
  };
  stage.onpointerleave = () => {
    here = null;
    pointed = "";
    if (next && next.kind === "probe") next = null;
    clear();
  };
  stage.onkeydown = (event) => {
    const frame = model.get("frame");
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const step = { PageUp: 1, PageDown: -1 }[event.key];
    if (way) {
      if (here) probe(...way);
      else {
        here = [frame.width >> 1, frame.height >> 1];
        probe();
      }
    } else if (step && frame.axes.length) {
      const axis = frame.axes[0];
      go(frame.plane, { [axis.name]: Math.min(Math.max((aim[axis.name] ?? axis.position) + step, axis.first), axis.last) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  model.on("msg:custom", answered);
  model.on("change:frame", drawn);
  drawn();
  return () => {
    model.off("msg:custom", answered);
    model.off("change:frame", drawn);
    clearTimeout(timer);
    urls.forEach((url) => URL.revokeObjectURL(url));
  };
}

export default { render };
