"use strict";
// The keys: one table from which the help is made too. Single keys can be switched off (WCAG 2.1.4)
// and rest while somebody types.
(() => {
  const review = globalThis.adcutReview;
  const { el, byId } = review;

  /** Rows of the table: keys as `event.key` says them, as people read them, what they do, the act. */
  review.keyTable = (page) => [
    ["Reads", [
      [["n"], ["n"], "next read", () => page.step(1)],
      [["p"], ["p"], "previous read", () => page.step(-1)],
      [["1", "2", "3", "4", "5", "6", "7", "8", "9"], ["1", "…", "9"], "go to that read", (event) => page.choose(Number(event.key) - 1)],
      [["d"], ["d"], "go to the least sure read", () => page.leastSure()],
      [["t"], ["t"], "cut or keep", () => page.model.toggle()],
      [["c"], ["c"], "choose the category", () => page.focus("category")],
      [["r"], ["r"], "name the sponsor", () => page.focus("sponsor")],
      [["Delete", "Backspace"], ["Del"], "not an ad", () => page.model.remove()],
      [["w"], ["w"], "why: words and cues", () => page.why()],
    ]],
    ["Edges", [
      [["["], ["["], "start a sentence earlier", () => page.nudge("first", -1)],
      [["{"], ["{"], "start a sentence later", () => page.nudge("first", 1)],
      [["]"], ["]"], "end a sentence later", () => page.nudge("stop", 1)],
      [["}"], ["}"], "end a sentence earlier", () => page.nudge("stop", -1)],
      [["ArrowLeft", "ArrowRight"], ["←", "→"], "end earlier, later", (event) => page.nudge(event.shiftKey ? "first" : "stop", event.key === "ArrowLeft" ? -1 : 1)],
      [[], ["Shift", "←", "→"], "start earlier, later", null],
      [["i"], ["i"], "start where the player stands", () => page.setAtPlayer("first")],
      [["o"], ["o"], "end where the player stands", () => page.setAtPlayer("stop")],
    ]],
    ["Sentences", [
      [["j"], ["j"], "cursor to the next sentence", () => page.transcript.moveCursor(1)],
      [["k"], ["k"], "cursor to the one before", () => page.transcript.moveCursor(-1)],
      [["a"], ["a"], "make the selection (or cursor) a read", () => page.add()],
      [["x"], ["x"], "split before the cursor", () => page.split()],
      [["m"], ["m"], "merge with the next read", () => page.model.merge()],
    ]],
    ["Player", [
      [[" "], ["Space"], "play, pause", () => page.player1().playPause()],
      [["l"], ["l"], "listen to the join (2 s each side)", () => page.player1().join()],
      [["h"], ["h"], "hear the read itself", () => page.player1().hear()],
      [["v"], ["v"], "play as cut, on or off", () => page.toggleAsCut()],
    ]],
    ["Work", [
      [["u"], ["u"], "undo (also Ctrl+Z)", () => page.model.undo()],
      [["U"], ["U"], "redo (also Ctrl+Shift+Z)", () => page.model.redo()],
      [["s"], ["s"], "download the cut list", () => page.downloadCuts()],
      [["S"], ["S"], "download the label line", () => page.downloadLabels()],
      [["?"], ["?"], "these keys", () => page.help()],
      [["Escape"], ["Esc"], "leave a field; let go of the read", () => page.escape()],
    ]],
  ];

  const typing = (target) =>
    target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName) ||
    (target.tagName === "INPUT" && !["checkbox", "radio"].includes(target.type));

  /** Keys that a focused control needs itself. */
  const taken = (event) => {
    const { target, key } = event;
    if (["AUDIO", "VIDEO"].includes(target.tagName)) return [" ", "ArrowLeft", "ArrowRight"].includes(key);
    return key === " " && ["BUTTON", "A", "SUMMARY", "INPUT"].includes(target.tagName);
  };

  review.Keyboard = class Keyboard {
    constructor(page, store) {
      this.page = page;
      this.table = review.keyTable(page);
      this.byKey = new Map();
      for (const [, rows] of this.table) {
        for (const [keys, , , act] of rows) for (const key of keys) this.byKey.set(key, act);
      }
      this.single = byId("single-keys");
      this.single.checked = store.setting("single-keys") !== "off";
      this.single.addEventListener("change", () => store.setting("single-keys", this.single.checked ? "on" : "off"));
      byId("keys-help").append(...this.sections());
      byId("keys-side").append(...this.sections());
      document.addEventListener("keydown", (event) => this.press(event));
    }

    sections() {
      return this.table.map(([name, rows]) => el("section", {}, el("h3", {}, name),
        el("dl", {}, ...rows.map(([, shown, text]) =>
          el("div", {}, el("dt", {}, ...shown.map((key) => (key === "…" ? "…" : el("kbd", {}, key)))), el("dd", {}, text))))));
    }

    press(event) {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey) {
        this.chord(event);
        return;
      }
      if (byId("help").open) return;
      if (typing(target)) {
        if (key === "Escape") target.blur();
        return;
      }
      const act = this.byKey.get(key);
      if (!act || taken(event) || (!this.single.checked && key !== "Escape" && key !== "?")) return;
      event.preventDefault();
      review.attempt(() => act(event));
    }

    chord(event) {
      if (typing(event.target)) return;
      const key = event.key.toLowerCase();
      const redo = key === "y" || (key === "z" && event.shiftKey);
      if (key !== "z" && key !== "y" && key !== "s") return;
      event.preventDefault();
      review.attempt(() => (key === "s" ? this.page.downloadCuts() : redo ? this.page.model.redo() : this.page.model.undo()));
    }
  };
})();
