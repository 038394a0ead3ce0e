"use strict";
// The episode as data: sentences with their times, places and scores. Nothing here changes after the
// page has opened, except the length of the episode, which a media file may tell.
(() => {
  const review = (globalThis.adcutReview = {});

  /** Milliseconds as H:MM:SS, with `decimals` of the seconds (0, 1 or 3). */
  review.stamp = (ms, decimals = 0) => {
    const unit = 10 ** (3 - decimals);
    const rounded = Math.round(ms / unit) * unit;
    const seconds = Math.floor(rounded / 1000);
    const pad = (n, width = 2) => String(n).padStart(width, "0");
    const hours = Math.floor(seconds / 3600);
    const text = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    const rest = decimals ? "." + pad(rounded % 1000, 3).slice(0, decimals) : "";
    return (hours ? `${hours}:` : "") + text + rest;
  };

  /** Clock text (H:MM:SS.mmm, MM:SS, or seconds) as milliseconds; NaN where it is none. */
  review.parseStamp = (text) => {
    const match = /^(?:(?:(\d{1,6}):)?(\d{1,6}):)?(\d{1,10})(?:[.,](\d{1,9}))?$/.exec(text.trim());
    if (!match) return NaN;
    const [hours, minutes, seconds] = match.slice(1, 4).map((part) => Number(part || 0));
    if ((match[2] !== undefined && seconds > 59) || (match[1] !== undefined && minutes > 59)) return NaN;
    const rest = Math.round(Number("0." + (match[4] || "0")) * 1000);
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest;
  };

  /** The index of the last item of an ascending array that is at most `value`, -1 where none is. */
  review.lastAtMost = (items, value) => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (items[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  review.Episode = class Episode {
    constructor(data) {
      this.data = data;
      const columns = data.sentences;
      this.count = columns.text.length;
      this.text = columns.text;
      this.score = columns.score;
      this.start = columns.start;
      this.end = columns.end;
      this.startMargin = columns.start_margin;
      this.endMargin = columns.end_margin;
      this.from = columns.from;
      this.to = columns.to;
      this.words = this.text.map((text) => text.split(/\s+/u).filter(Boolean).length);
      this.paragraphFirst = data.paragraphs.first;
      this.duration = data.duration;
      this.timed = this.start.some((ms) => ms !== null) || this.end.some((ms) => ms !== null);
      this.layOut();
    }

    paragraphOf(sentence) {
      return review.lastAtMost(this.paragraphFirst, sentence);
    }

    /** The length that a media file tells, where the transcript tells none and says nothing later. */
    learnDuration(ms) {
      const last = Math.max(0, ...this.knownTimes());
      if (this.duration !== null || !Number.isFinite(ms) || ms < last) return false;
      this.duration = Math.round(ms);
      this.layOut();
      return true;
    }

    *knownTimes() {
      for (const column of [this.start, this.end]) {
        for (let i = column.length - 1, seen = 0; i >= 0 && seen < 3; i--) {
          if (column[i] !== null) {
            seen++;
            yield column[i];
          }
        }
      }
    }

    /**
     * Where each sentence stands on the timeline: its time, or, where that is unknown, a place by the
     * words spoken. For drawing only; no time is taken from it.
     */
    layOut() {
      const before = new Float64Array(this.count + 1);
      for (let i = 0; i < this.count; i++) before[i + 1] = before[i] + this.text[i].length;
      const total = before[this.count] || 1;
      const anchors = this.timed ? this.anchors(before) : [];
      if (anchors.length < 2) {
        this.timed = this.timed && this.duration !== null;
        this.span = this.timed ? this.duration : total;
        this.position = before.map((place) => (place / total) * this.span);
        return;
      }
      const [firstPlace, firstMs] = anchors[0];
      const [lastPlace, lastMs] = anchors[anchors.length - 1];
      const pace = (lastMs - firstMs) / Math.max(1, lastPlace - firstPlace) || 60;
      anchors.unshift([0, Math.max(0, firstMs - firstPlace * pace)]);
      anchors.push([total, Math.max(lastMs, this.duration === null ? lastMs + (total - lastPlace) * pace : this.duration)]);
      this.span = anchors[anchors.length - 1][1] || 1;
      this.position = new Float64Array(this.count + 1);
      let at = 0;
      for (let i = 0; i <= this.count; i++) {
        while (at + 2 < anchors.length && anchors[at + 1][0] <= before[i]) at++;
        const [left, leftMs] = anchors[at];
        const [right, rightMs] = anchors[at + 1];
        const share = right > left ? Math.min(1, Math.max(0, (before[i] - left) / (right - left))) : 0;
        this.position[i] = leftMs + (rightMs - leftMs) * share;
      }
    }

    anchors(before) {
      const anchors = [];
      for (let i = 0; i < this.count; i++) {
        if (this.start[i] !== null) anchors.push([before[i], this.start[i]]);
      }
      const end = this.end[this.count - 1];
      if (end !== null) anchors.push([before[this.count], Math.max(end, anchors.length ? anchors[anchors.length - 1][1] : 0)]);
      return anchors;
    }

    /** The sentence at a place of the timeline. */
    at(position) {
      return Math.min(this.count - 1, Math.max(0, review.lastAtMost(this.position, position)));
    }

    /** The text of sentences `first` to before `stop`. */
    textOf(first, stop) {
      return this.text.slice(first, stop).map((text) => text.trim()).join(" ");
    }

    wordsOf(first, stop) {
      let sum = 0;
      for (let i = first; i < stop; i++) sum += this.words[i];
      return sum;
    }
  };
})();
