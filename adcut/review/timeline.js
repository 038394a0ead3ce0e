"use strict";
// The strip on top: reads as bars (place = time, height = score), the score curve, a ruler, the
// playhead; hover tells, a click jumps.
(() => {
  const review = globalThis.adcutReview;
  const { el, svg } = review;
  const BINS = 800;
  const CURVE_HEIGHT = 100;
  const STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

  review.Timeline = class Timeline {
    constructor(root, model, { go, choose }) {
      this.model = model;
      this.go = go;
      this.choose = choose;
      this.bars = root.querySelector(".bars");
      this.curve = root.querySelector(".curve");
      this.ruler = root.querySelector(".ruler");
      this.head = root.querySelector(".playhead");
      this.tip = root.querySelector(".tip");
      this.track = root.querySelector(".track");
      this.drawCurve();
      this.drawRuler();
      this.drawBars();
      model.addEventListener("change", () => this.drawBars());
      model.addEventListener("select", () => this.markSelected());
      this.track.addEventListener("click", (event) => this.click(event));
      this.track.addEventListener("pointermove", (event) => this.hover(event));
      this.track.addEventListener("pointerleave", () => this.hide());
      this.bars.addEventListener("focusin", (event) => this.tell(event.target));
      this.bars.addEventListener("focusout", () => this.hide());
      this.bars.addEventListener("keydown", (event) => this.key(event));
      addEventListener("resize", () => this.drawRuler());
    }

    share(sentence) {
      return this.model.episode.position[sentence] / this.model.episode.span;
    }

    /** Where read `index` begins and ends, as shares of the strip. */
    extent(index) {
      const { episode } = this.model;
      const read = this.model.reads[index];
      const { start, end } = this.model.times(index);
      const place = (ms, sentence) => (episode.timed && ms !== null ? ms / episode.span : this.share(sentence));
      return [place(start, read.first), place(end, read.stop)];
    }

    drawBars() {
      const focused = this.bars.contains(document.activeElement);
      this.bars.replaceChildren(...this.model.reads.map((read, index) => {
        const [from, to] = this.extent(index);
        const bar = el("button", {
          type: "button", class: "bar", "data-category": read.category, "data-cut": String(read.cut), "data-read": index,
          "aria-label": this.describe(index), tabindex: -1,
        });
        bar.style.left = `${from * 100}%`;
        bar.style.width = `${Math.max(0, to - from) * 100}%`;
        bar.style.height = `${35 + 65 * (read.score ?? 1)}%`;
        return bar;
      }));
      this.markSelected();
      if (focused) this.bars.children[Math.max(0, this.model.selected)]?.focus();
    }

    markSelected() {
      [...this.bars.children].forEach((bar, index) => {
        const chosen = index === this.model.selected;
        bar.toggleAttribute("data-selected", chosen);
        bar.tabIndex = chosen || (this.model.selected < 0 && index === 0) ? 0 : -1;
      });
    }

    describe(index) {
      const read = this.model.reads[index];
      const state = read.cut ? "cut" : "kept";
      return `${review.nameOf(read)}, ${review.CATEGORY_NAMES[read.category]}, ${state}, ` +
        `${review.rangeText(this.model, index)}, score ${review.scoreText(read.score)}`;
    }

    drawCurve() {
      const { episode } = this.model;
      const bins = new Float64Array(BINS);
      for (let i = 0; i < episode.count; i++) {
        const low = Math.min(BINS - 1, Math.floor(this.share(i) * BINS));
        const high = Math.max(low, Math.ceil(this.share(i + 1) * BINS) - 1);
        for (let bin = low; bin <= Math.min(high, BINS - 1); bin++) bins[bin] = Math.max(bins[bin], episode.score[i]);
      }
      let path = `M0 ${CURVE_HEIGHT}`;
      bins.forEach((value, bin) => {
        const y = (CURVE_HEIGHT * (1 - value)).toFixed(1);
        path += `L${bin} ${y}L${bin + 1} ${y}`;
      });
      const threshold = this.model.episode.data.policy.threshold;
      const y = threshold === null ? null : CURVE_HEIGHT * (1 - threshold);
      this.curve.setAttribute("viewBox", `0 0 ${BINS} ${CURVE_HEIGHT}`);
      this.curve.replaceChildren(
        svg("path", { class: "area", d: `${path}L${BINS} ${CURVE_HEIGHT}Z` }),
        y === null ? "" : svg("line", { class: "threshold", x1: 0, x2: BINS, y1: y, y2: y }),
      );
    }

    drawRuler() {
      const { episode } = this.model;
      const room = Math.max(2, Math.floor(this.track.clientWidth / 90));
      const marks = [];
      if (episode.timed) {
        const step = STEPS.find((s) => episode.span / 1000 / s <= room) || STEPS[STEPS.length - 1];
        for (let s = 0; s * 1000 < episode.span * 0.97; s += step) marks.push([(s * 1000) / episode.span, review.stamp(s * 1000)]);
      } else {
        const step = room >= 8 ? 10 : 25;
        for (let p = 0; p < 100; p += step) marks.push([p / 100, `${p} %`]);
      }
      this.ruler.replaceChildren(...marks.map(([share, text]) => {
        const mark = el("span", {}, text);
        mark.style.left = `${share * 100}%`;
        return mark;
      }));
    }

    redraw() {
      this.drawCurve();
      this.drawRuler();
      this.drawBars();
    }

    playhead(ms) {
      this.head.hidden = ms === null;
      if (ms !== null) this.head.style.left = `${(Math.min(ms, this.model.episode.span) / this.model.episode.span) * 100}%`;
    }

    placeOf(event) {
      const box = this.track.getBoundingClientRect();
      return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    }

    click(event) {
      const bar = event.target.closest(".bar");
      if (bar) this.choose(Number(bar.dataset.read));
      else this.go(this.model.episode.at(this.placeOf(event) * this.model.episode.span));
    }

    hover(event) {
      const bar = event.target.closest(".bar");
      if (bar) {
        this.tell(bar);
        return;
      }
      const { episode } = this.model;
      const share = this.placeOf(event);
      const sentence = episode.at(share * episode.span);
      const where = episode.timed ? review.stamp(share * episode.span) : `${Math.round(share * 100)} %`;
      this.show(share, [["b", where], ["span", `score ${episode.score[sentence]?.toFixed(2) ?? "–"}`]]);
    }

    tell(bar) {
      const index = Number(bar.dataset.read);
      const read = this.model.reads[index];
      if (!read) return;
      const [from, to] = this.extent(index);
      this.show((from + to) / 2, [
        ["b", review.nameOf(read)], ["span", `${review.CATEGORY_NAMES[read.category]} · ${read.cut ? "cut" : "kept"}`],
        ["span", review.rangeText(this.model, index)], ["span", `score ${review.scoreText(read.score)}`],
      ]);
    }

    show(share, lines) {
      this.tip.replaceChildren(...lines.map(([tag, text]) => el(tag, {}, text)));
      this.tip.hidden = false;
      const width = this.track.clientWidth;
      const half = this.tip.offsetWidth / 2;
      this.tip.style.left = `${Math.min(Math.max(share * width, half), Math.max(half, width - half))}px`;
    }

    hide() {
      this.tip.hidden = true;
    }

    /** Arrow keys walk the bars when one has the focus. */
    key(event) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.model.step(step);
      this.bars.children[this.model.selected]?.focus();
    }
  };
})();
