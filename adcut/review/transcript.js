"use strict";
// The text: paragraphs with speaker, time and score; the sentences of reads highlighted, each read
// with a tag before its first sentence; the cursor; the sentence that is being played.
(() => {
  const review = globalThis.adcutReview;
  const { el } = review;
  /** Paragraphs made before the first paint; the rest follow in slices so that typing stays quick. */
  const FIRST_SLICE = 120;
  const SLICE = 400;

  review.Transcript = class Transcript {
    constructor(root, model, { go, add }) {
      this.root = root;
      this.model = model;
      this.episode = model.episode;
      this.go = go;
      this.spans = new Array(this.episode.count);
      this.made = 0;
      this.owner = new Int32Array(this.episode.count).fill(-1);
      this.tags = [];
      this.cursor = -1;
      this.playing = -1;
      this.marks = new Map();
      for (const mark of this.episode.data.marks) {
        this.marks.set(mark.paragraph, [...(this.marks.get(mark.paragraph) || []), mark.text]);
      }
      this.make(FIRST_SLICE);
      this.paint();
      this.makeLater();
      model.addEventListener("change", () => this.paint());
      model.addEventListener("select", () => this.markSelected());
      root.addEventListener("click", (event) => this.click(event));
      this.adder = el("button", { type: "button", class: "adder", hidden: true, onclick: add }, "Mark as a read ", el("kbd", {}, "a"));
      document.body.append(this.adder);
      document.addEventListener("selectionchange", () => this.offerAdding());
    }

    // ---- making ----------------------------------------------------------------------------

    make(count) {
      const { paragraphFirst: firsts } = this.episode;
      const stop = Math.min(firsts.length, this.made + count);
      const nodes = document.createDocumentFragment();
      for (let index = this.made; index < stop; index++) {
        for (const text of this.marks.get(index) || []) nodes.append(el("p", { class: "section-mark" }, text));
        nodes.append(this.paragraph(index, firsts[index], firsts[index + 1] ?? this.episode.count));
      }
      if (stop === firsts.length) {
        for (const text of this.marks.get(stop) || []) nodes.append(el("p", { class: "section-mark" }, text));
      }
      this.root.append(nodes);
      this.made = stop;
    }

    makeLater() {
      if (this.made >= this.episode.paragraphFirst.length) return;
      setTimeout(() => {
        this.make(SLICE);
        this.paint();
        this.makeLater();
      });
    }

    paragraph(index, first, stop) {
      const { episode } = this;
      const { speaker, score, names } = episode.data.paragraphs;
      const start = episode.start[first] ?? null;
      const text = el("p", { class: "text", dir: "auto" });
      for (let i = first; i < stop; i++) {
        const span = document.createElement("span");
        span.className = "s";
        span.textContent = episode.text[i];
        span.sentence = i;
        this.spans[i] = span;
        text.append(span);
      }
      const who = speaker[index] < 0 || (index > 0 && speaker[index] === speaker[index - 1] && !this.marks.has(index)) ? "" : names[speaker[index]];
      const level = score[index] >= 0.5 ? "high" : score[index] >= 0.1 ? "middle" : "low";
      const number = el("span", { class: "score", "data-level": level }, score[index].toFixed(2));
      number.prepend(el("span", { class: "meter", "aria-hidden": "true" }, el("span", {})));
      number.firstChild.firstChild.style.width = `${score[index] * 100}%`;
      return el("section", { class: "paragraph" },
        el("div", { class: "who" },
          start === null ? "" : el("button", { type: "button", class: "time", tabindex: -1, "data-sentence": first }, review.stamp(start)),
          who ? el("span", { class: "speaker", dir: "auto" }, who) : ""),
        text,
        el("div", { class: "margin" }, el("span", { class: "hidden" }, "score "), number));
    }

    // ---- highlighting ----------------------------------------------------------------------

    /** Bring the sentences' marks up to the reads; only those that differ are touched. */
    paint() {
      const { reads, selected } = this.model;
      for (const tag of this.tags) tag.remove();
      this.tags = [];
      const owner = new Int32Array(this.episode.count).fill(-1);
      reads.forEach((read, index) => owner.fill(index, read.first, read.stop));
      for (let i = 0; i < owner.length; i++) {
        if (!this.spans[i]) break;
        if (owner[i] < 0 && this.owner[i] < 0) continue;
        this.dress(this.spans[i], reads[owner[i]], i, owner[i] >= 0 && owner[i] === selected);
      }
      this.owner = owner;
      reads.forEach((read, index) => {
        const span = this.spans[read.first];
        if (!span) return;
        const tag = el("button", { type: "button", class: "tag", tabindex: -1, "data-category": read.category, "data-cut": String(read.cut), "data-read": index },
          el("b", {}, review.nameOf(read)), ` ${read.cut ? "cut" : "kept"}`);
        span.before(tag);
        this.tags.push(tag);
      });
    }

    dress(span, read, sentence, selected) {
      if (!read) {
        span.removeAttribute("data-category");
        span.removeAttribute("data-cut");
        span.removeAttribute("data-selected");
        return;
      }
      span.dataset.category = read.category;
      span.dataset.cut = String(read.cut);
      span.toggleAttribute("data-selected", selected);
    }

    markSelected() {
      for (let i = 0; i < this.owner.length; i++) {
        if (this.owner[i] >= 0) this.spans[i]?.toggleAttribute("data-selected", this.owner[i] === this.model.selected);
      }
    }

    /** The element of a sentence, made now if it was to be made later. */
    span(sentence) {
      if (!this.spans[sentence]) {
        this.make(this.episode.paragraphOf(sentence) + 1 - this.made);
        this.paint();
      }
      return this.spans[sentence];
    }

    reveal(sentence, block = "center") {
      if (sentence >= 0 && sentence < this.episode.count) review.reveal(this.span(sentence), block);
    }

    // ---- cursor, playing -------------------------------------------------------------------

    setCursor(sentence) {
      this.spans[this.cursor]?.removeAttribute("data-cursor");
      this.cursor = sentence;
      if (sentence >= 0) this.span(sentence).setAttribute("data-cursor", "");
    }

    moveCursor(by) {
      if (!this.episode.count) throw new review.Refusal("The transcript is empty");
      const read = this.model.reads[this.model.selected];
      const from = this.cursor >= 0 ? this.cursor : (read?.first ?? 0) - (by > 0 ? 1 : 0);
      const to = Math.min(this.episode.count - 1, Math.max(0, from + by));
      this.setCursor(to);
      this.reveal(to, "nearest");
      review.say(this.episode.text[to].trim(), "quiet");
    }

    setPlaying(sentence, follow) {
      if (sentence === this.playing) return;
      this.spans[this.playing]?.removeAttribute("data-playing");
      this.playing = sentence;
      if (sentence < 0) return;
      this.span(sentence).setAttribute("data-playing", "");
      if (follow) this.reveal(sentence, "center");
    }

    // ---- pointer ---------------------------------------------------------------------------

    click(event) {
      const time = event.target.closest(".time");
      const tag = event.target.closest(".tag");
      const span = event.target.closest(".s");
      if (tag) {
        this.model.select(Number(tag.dataset.read));
      } else if (time || (span && getSelection().isCollapsed)) {
        const sentence = time ? Number(time.dataset.sentence) : span.sentence;
        this.go(sentence, { stay: true });
        if (this.owner[sentence] >= 0) this.model.select(this.owner[sentence]);
      }
    }

    /** The sentences under the selection: [first, stop], or null. */
    selection() {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount) return null;
      const range = selection.getRangeAt(0);
      if (!this.root.contains(range.startContainer) && !this.root.contains(range.endContainer)) return null;
      let low = 0;
      let high = this.spans.findIndex((span) => !span);
      if (high < 0) high = this.spans.length;
      const count = high;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (range.comparePoint(this.spans[middle], this.spans[middle].childNodes.length) < 0) low = middle + 1;
        else high = middle;
      }
      const first = low;
      high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (range.comparePoint(this.spans[middle].firstChild ?? this.spans[middle], 0) < 0) low = middle + 1;
        else if (range.comparePoint(this.spans[middle].firstChild ?? this.spans[middle], 0) > 0) high = middle;
        else low = middle + 1;
      }
      const end = range.endOffset === 0 && range.endContainer === this.spans[low - 1]?.firstChild ? low - 1 : low;
      return first < end ? [first, end] : null;
    }

    offerAdding() {
      clearTimeout(this.offering);
      this.offering = setTimeout(() => {
        const chosen = this.selection();
        this.adder.hidden = chosen === null;
        if (chosen === null) return;
        const box = getSelection().getRangeAt(0).getBoundingClientRect();
        const width = this.adder.offsetWidth;
        this.adder.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
        this.adder.style.top = `${Math.max(8, Math.min(box.bottom + 6, innerHeight - 48))}px`;
      }, 120);
    }
  };
})();
