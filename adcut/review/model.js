"use strict";
// The reads as the editor changes them. Every change makes a new array of new objects, so undo is
// the array before. A read is {first, stop, category, cut, sponsor, score, start, end, by, changes}:
// sentences first to before stop; start and end are milliseconds where a person set them.
(() => {
  const review = globalThis.adcutReview;
  const HISTORY = 1000;

  review.CATEGORY_NAMES = {
    sponsor: "Sponsor",
    cross_promo: "Cross-promotion",
    self_promo: "Self-promotion",
    interaction: "Interaction",
    content: "Not an ad",
  };

  /** What an edit cannot do; its message is for the person. */
  review.Refusal = class Refusal extends Error {};

  review.Model = class Model extends EventTarget {
    constructor(episode) {
      super();
      this.episode = episode;
      this.base = episode.data.reads;
      this.reads = this.base;
      this.selected = -1;
      this.person = "";
      this.past = [];
      this.future = [];
      this.savedReads = this.base;
    }

    get edited() {
      return this.reads !== this.savedReads;
    }

    select(index) {
      const size = this.reads.length;
      this.selected = size && index >= -1 ? Math.min(index, size - 1) : -1;
      this.dispatchEvent(new Event("select"));
    }

    /** Select the read `step` places on, round the ends; without a selection, from the end it enters. */
    step(step) {
      const size = this.reads.length;
      if (!size) return;
      const from = this.selected < 0 ? (step > 0 ? -1 : size) : this.selected;
      this.select((((from + step) % size) + size) % size);
    }

    commit(reads, message, selected = this.selected) {
      this.past.push({ reads: this.reads, selected: this.selected });
      if (this.past.length > HISTORY) this.past.shift();
      this.future = [];
      this.show(reads, selected, message);
    }

    show(reads, selected, message) {
      this.reads = reads;
      this.selected = Math.min(selected, reads.length - 1);
      this.dispatchEvent(new CustomEvent("change", { detail: message }));
      this.dispatchEvent(new Event("select"));
    }

    undo() {
      const last = this.past.pop();
      if (!last) throw new review.Refusal("Nothing to undo");
      this.future.push({ reads: this.reads, selected: this.selected });
      this.show(last.reads, last.selected, "Undone");
    }

    redo() {
      const next = this.future.pop();
      if (!next) throw new review.Refusal("Nothing to redo");
      this.past.push({ reads: this.reads, selected: this.selected });
      this.show(next.reads, next.selected, "Done again");
    }

    markSaved() {
      this.savedReads = this.reads;
      this.dispatchEvent(new Event("saved"));
    }

    // ---- times -----------------------------------------------------------------------------

    /** The times of read `index`: {start, end, startMargin, endMargin}, null where unknown or open. */
    times(index, reads = this.reads) {
      const read = reads[index];
      const { episode } = this;
      const next = reads[index + 1];
      const last = read.stop - 1;
      const start = read.start ?? episode.start[read.first];
      let end = read.end ?? episode.end[last];
      let endMargin = read.end === null ? episode.endMargin[last] : 0;
      if (next && next.first === read.stop && read.end === null) {
        const touching = next.start ?? episode.start[next.first];
        if (touching !== null && touching >= (start ?? 0)) {
          end = touching;
          endMargin = next.start === null ? episode.startMargin[next.first] : 0;
        }
      }
      if (end === null && read.stop === episode.count && episode.duration !== null) end = episode.duration;
      if (start !== null && end !== null && end < start) end = start;
      return { start, end, startMargin: read.start === null ? episode.startMargin[read.first] : 0, endMargin };
    }

    /** What is cut: {count, ms, open, words}; `open` where a cut runs to an end nobody knows. */
    total() {
      const sum = { count: 0, ms: 0, open: false, words: 0 };
      let covered = 0;
      this.reads.forEach((read, index) => {
        if (!read.cut) return;
        sum.count++;
        sum.words += this.episode.wordsOf(read.first, read.stop);
        const { start, end } = this.times(index);
        if (start === null || end === null) {
          sum.open = true;
          return;
        }
        sum.ms += Math.max(0, end - Math.max(start, covered));
        covered = Math.max(covered, end);
      });
      return sum;
    }

    // ---- edits -----------------------------------------------------------------------------

    read() {
      if (this.selected < 0) throw new review.Refusal("No read is selected: press n for the next one");
      return this.reads[this.selected];
    }

    /** A copy of `read` with `values`, its log of changes carried on. */
    changed(read, values) {
      const changes = read.changes.slice();
      for (const key of Object.keys(values)) {
        const was = this.stated(read, key);
        const is = this.stated({ ...read, ...values }, key);
        if (key === "score" || was === is) continue;
        const entry = { what: key, from: was, to: is, by: this.person || null, at: new Date().toISOString() };
        const last = changes[changes.length - 1];
        if (last && last.what === key && last.by === entry.by) {
          changes.pop();
          entry.from = last.from;
        }
        if (entry.from !== entry.to) changes.push(entry);
      }
      return { ...read, ...values, changes };
    }

    /** The value of a key as the log says it: edges as code points of the file, times in seconds. */
    stated(read, key) {
      if (key === "first") return this.episode.from[read.first];
      if (key === "stop") return this.episode.to[read.stop - 1];
      if (key === "start" || key === "end") return read[key] === null ? null : read[key] / 1000;
      return read[key];
    }

    replace(values, message, index = this.selected) {
      const reads = this.reads.slice();
      reads[index] = this.changed(reads[index], values);
      this.commit(reads, message);
    }

    toggle() {
      const read = this.read();
      if (read.category === "content") throw new review.Refusal("Not an ad is never cut: choose its category first");
      this.replace({ cut: !read.cut }, read.cut ? "Kept" : "Cut");
    }

    setCategory(category) {
      const read = this.read();
      if (read.category === category) return;
      const cut = category !== "content" && this.episode.data.policy.cut.includes(category);
      this.replace({ category, cut }, `${review.CATEGORY_NAMES[category]}: ${cut ? "cut" : "kept"}`);
    }

    setSponsor(sponsor) {
      const name = sponsor.trim();
      if (this.read().sponsor !== name) this.replace({ sponsor: name }, name ? `Sponsor: ${name}` : "No sponsor");
    }

    /** Move an edge ("first" or "stop") by whole sentences. */
    nudge(edge, by) {
      const read = this.read();
      const [low, high] = this.room(edge);
      const place = read[edge] + by;
      if (place < low || place > high) {
        const outward = edge === "first" ? by < 0 : by > 0;
        throw new review.Refusal(outward ? "There is no free sentence on that side" : "A read keeps one sentence at least");
      }
      const typed = edge === "first" ? { start: null } : { end: null };
      const sentence = edge === "first" ? place : place - 1;
      const verb = edge === "first" ? "Starts at" : "Ends after";
      this.replace({ [edge]: place, ...typed }, `${verb}: ${this.episode.text[sentence].trim()}`);
    }

    /** The least and the greatest place of an edge of the selected read. */
    room(edge) {
      const read = this.read();
      const before = this.reads[this.selected - 1];
      const after = this.reads[this.selected + 1];
      if (edge === "first") return [before ? before.stop : 0, read.stop - 1];
      return [read.first + 1, after ? after.first : this.episode.count];
    }

    /** Set an edge to a time; the text edge goes to the sentence boundary nearest to it. */
    setTime(edge, ms) {
      const read = this.read();
      const { episode } = this;
      if (!Number.isFinite(ms)) throw new review.Refusal("Not a time: write 1:02:03.5, 02:03 or seconds");
      if (episode.duration !== null && ms > episode.duration) throw new review.Refusal("That is after the end of the episode");
      const now = this.times(this.selected);
      const before = this.selected > 0 ? this.times(this.selected - 1) : null;
      const after = this.selected + 1 < this.reads.length ? this.times(this.selected + 1) : null;
      if (edge === "first") {
        if (now.end !== null && ms > now.end) throw new review.Refusal("The start would lie behind the end");
        const ahead = before && (before.end ?? before.start);
        if (ahead !== null && ms < ahead) throw new review.Refusal("The start would lie inside the read before");
      } else {
        if (now.start !== null && ms < now.start) throw new review.Refusal("The end would lie before the start");
        if (after && after.start !== null && ms > after.start) throw new review.Refusal("The end would lie inside the next read");
      }
      const [low, high] = this.room(edge);
      const known = edge === "first" ? (place) => episode.start[place] : (place) => episode.end[place - 1];
      let place = read[edge];
      for (let at = low; at <= high; at++) {
        if (known(at) !== null && (known(place) === null || Math.abs(known(at) - ms) < Math.abs(known(place) - ms))) place = at;
      }
      const typed = known(place) === ms ? null : ms;
      const values = edge === "first" ? { first: place, start: typed } : { stop: place, end: typed };
      this.replace(values, `${edge === "first" ? "Starts" : "Ends"} at ${review.stamp(ms, 3)}`);
    }

    /** Split the selected read before sentence `at`. */
    split(at) {
      const read = this.read();
      if (at <= read.first || at >= read.stop) {
        throw new review.Refusal("Put the cursor (j, k or a click) on a later sentence of the read: it splits before it");
      }
      const left = this.changed(read, { stop: at, end: null });
      const right = this.changed(read, { first: at, start: null });
      const reads = this.reads.slice();
      reads.splice(this.selected, 1, left, right);
      this.commit(reads, "Split in two", this.selected + 1);
    }

    /** Join the selected read with the next one, and what lies between. */
    merge() {
      const read = this.read();
      const next = this.reads[this.selected + 1];
      if (!next) throw new review.Refusal("There is no next read to merge with");
      const sizes = [read, next].map((r) => this.episode.wordsOf(r.first, r.stop));
      const longer = sizes[0] >= sizes[1] ? read : next;
      const known = read.score !== null && next.score !== null;
      const score = known ? (read.score * sizes[0] + next.score * sizes[1]) / Math.max(1, sizes[0] + sizes[1]) : null;
      const joined = this.changed(read, {
        stop: next.stop, end: next.end, category: longer.category, cut: longer.cut, sponsor: read.sponsor || next.sponsor,
        score: known ? Math.round(score * 1e4) / 1e4 : null,
      });
      const reads = this.reads.slice();
      reads.splice(this.selected, 2, joined);
      this.commit(reads, "Merged with the next read");
    }

    /** Add a read on sentences `first` to before `stop`; those of other reads are left to them. */
    add(first, stop) {
      const taken = this.reads.find((r) => r.first < stop && first < r.stop);
      if (taken && taken.first <= first && taken.stop >= stop) {
        throw new review.Refusal("These sentences belong to a read already: move its edges or split it");
      }
      let [from, to] = [first, stop];
      for (const read of this.reads) {
        if (read.first <= from && read.stop > from) from = read.stop;
        else if (read.first > from && read.first < to) to = read.first;
      }
      const at = this.reads.findIndex((r) => r.first >= to);
      const index = at < 0 ? this.reads.length : at;
      const entry = { what: "added", from: null, to: null, by: this.person || null, at: new Date().toISOString() };
      const category = "sponsor";
      const read = {
        first: from, stop: to, category, cut: this.episode.data.policy.cut.includes(category), sponsor: "",
        score: null, start: null, end: null, by: "person", changes: [entry],
      };
      const reads = this.reads.slice();
      reads.splice(index, 0, read);
      this.commit(reads, "Read added", index);
    }

    /** Say that a read is no ad; one that a person added goes. */
    remove() {
      const read = this.read();
      if (read.by === "person") {
        const reads = this.reads.slice();
        reads.splice(this.selected, 1);
        this.commit(reads, "Removed", Math.min(this.selected, reads.length - 1));
      } else {
        this.setCategory("content");
      }
    }
  };
})();
