"use strict";
// The panel: the selected read to edit, why it was found, and the list of all reads.
(() => {
  const review = globalThis.adcutReview;
  const { el, byId } = review;

  review.Panel = class Panel {
    constructor(model, page) {
      this.model = model;
      this.page = page;
      this.list = byId("reads");
      byId("category").append(...Object.entries(review.CATEGORY_NAMES).map(([value, name]) => el("option", { value }, name)));
      model.addEventListener("change", () => this.draw());
      model.addEventListener("select", () => this.draw());
      this.list.addEventListener("click", (event) => {
        const card = event.target.closest("button");
        if (card) page.choose(Number(card.dataset.read));
      });
      this.listen();
      this.draw();
    }

    listen() {
      const on = (id, kind, act) => byId(id).addEventListener(kind, (event) => {
        if (!review.attempt(() => act(event))) this.drawEditor();
      });
      on("cut", "change", () => this.model.toggle());
      on("category", "change", (event) => this.model.setCategory(event.target.value));
      on("sponsor", "change", (event) => this.model.setSponsor(event.target.value));
      for (const [id, edge] of [["start", "first"], ["end", "stop"]]) {
        on(id, "change", (event) => this.model.setTime(edge, review.parseStamp(event.target.value)));
        on(`${id}-earlier`, "click", () => this.page.nudge(edge, -1));
        on(`${id}-later`, "click", () => this.page.nudge(edge, 1));
        on(`${id}-here`, "click", () => this.page.setAtPlayer(edge));
      }
      for (const id of ["sponsor", "start", "end"]) {
        byId(id).addEventListener("keydown", (event) => {
          if (event.key === "Enter") event.target.blur();
        });
      }
      on("split", "click", () => this.page.split());
      on("merge", "click", () => this.model.merge());
      on("remove", "click", () => this.model.remove());
      on("join", "click", () => this.page.player1().join());
      on("hear", "click", () => this.page.player1().hear());
      byId("why").addEventListener("toggle", () => this.drawReasons());
    }

    draw() {
      this.drawList();
      this.drawEditor();
    }

    drawList() {
      const focused = this.list.contains(document.activeElement);
      this.list.replaceChildren(...this.model.reads.map((read, index) => {
        const chosen = index === this.model.selected;
        const card = el("button", { type: "button", class: "card", "data-category": read.category, "data-cut": String(read.cut), "data-read": index, "aria-current": chosen ? "true" : null },
          el("span", { class: "number" }, String(index + 1)),
          el("span", { class: "name", dir: "auto" }, review.nameOf(read)),
          el("span", { class: "verdict" }, read.cut ? "cut" : "kept"),
          el("span", { class: "detail" }, review.CATEGORY_NAMES[read.category], " · ", review.rangeText(this.model, index)),
          el("span", { class: "score" }, el("span", { class: "hidden" }, "score "), review.scoreText(read.score), read.changes.length ? el("span", { class: "edited", title: "edited" }, " ✎") : ""));
        return el("li", {}, card);
      }));
      byId("no-reads").hidden = this.model.reads.length > 0;
      const chosen = this.list.children[this.model.selected];
      if (focused) chosen?.firstChild.focus();
      if (chosen) this.bringIntoList(chosen);
    }

    /** Scroll the list, and only the list, until a card shows. */
    bringIntoList(card) {
      const [top, bottom] = [card.offsetTop - this.list.offsetTop, card.offsetTop - this.list.offsetTop + card.offsetHeight];
      if (top < this.list.scrollTop) this.list.scrollTop = top;
      else if (bottom > this.list.scrollTop + this.list.clientHeight) this.list.scrollTop = bottom - this.list.clientHeight;
    }

    drawEditor() {
      const read = this.model.reads[this.model.selected];
      byId("editor").hidden = !read;
      byId("nothing").hidden = Boolean(read) || !this.model.reads.length;
      if (!read) return;
      const { episode } = this.model;
      const times = this.model.times(this.model.selected);
      byId("editor").dataset.category = read.category;
      byId("editor").dataset.cut = String(read.cut);
      byId("editor-name").textContent = review.nameOf(read);
      byId("editor-number").textContent = `${this.model.selected + 1} of ${this.model.reads.length}`;
      byId("editor-score").textContent = read.score === null ? "added by hand" : `score ${read.score.toFixed(3)}`;
      byId("cut").checked = read.cut;
      byId("cut").disabled = read.category === "content";
      byId("category").value = read.category;
      byId("sponsor").value = read.sponsor;
      for (const [id, ms, margin, typed, sentence, unknown] of [
        ["start", times.start, times.startMargin, read.start, read.first, "unknown"],
        ["end", times.end, times.endMargin, read.end, read.stop - 1, read.stop === episode.count ? "end of episode" : "unknown"],
      ]) {
        const field = byId(id);
        field.value = ms === null ? "" : review.stamp(ms, 3);
        field.placeholder = episode.timed ? unknown : "no times";
        field.disabled = !episode.timed;
        const note = typed !== null ? "set by hand" : margin > 0 ? `± ${(margin / 1000).toFixed(1)} s` : ms === null && episode.timed ? "no time in the transcript" : "";
        byId(`${id}-note`).textContent = note;
        byId(`${id}-words`).textContent = this.excerpt(episode.text[sentence].trim(), id === "end");
      }
      byId("merge").disabled = this.model.selected + 1 >= this.model.reads.length;
      this.drawReasons();
    }

    excerpt(text, fromEnd) {
      const words = text.split(/\s+/u);
      if (words.length <= 9) return text;
      return fromEnd ? `… ${words.slice(-9).join(" ")}` : `${words.slice(0, 9).join(" ")} …`;
    }

    /** What spoke for and against the selected read, sentence by sentence; drawn when asked for. */
    drawReasons() {
      const read = this.model.reads[this.model.selected];
      if (!byId("why").open || !read) return;
      const { episode } = this.model;
      const rows = [];
      for (let i = read.first; i < read.stop; i++) {
        const items = episode.data.reasons[i] || [];
        rows.push(el("li", {},
          el("p", { dir: "auto" }, el("b", {}, episode.score[i].toFixed(2)), " ", episode.text[i].trim()),
          items.length ? el("p", { class: "reasons" }, ...items.map(([what, units]) =>
            el("span", { class: units >= 0 ? "for" : "against" }, el("span", { dir: "auto" }, what), ` ${units >= 0 ? "+" : "−"}${Math.abs(units).toFixed(1)}`)))
            : el("p", { class: "reasons none" }, "no single word or cue stands out")));
      }
      byId("reasons").replaceChildren(...rows);
    }
  };
})();
