"use strict";
// Edits that are not downloaded yet, kept in the browser under the transcript's digest. Reads are kept
// by their code points, so that they fit a page made anew by another model or another version.
(() => {
  const review = globalThis.adcutReview;
  const PREFIX = "adcut-review:";

  /** A kept read with every value of the kind it should be: what a browser keeps, other pages may have touched. */
  const checked = (read) => ({
    ...read,
    cut: Boolean(read.cut),
    sponsor: String(read.sponsor ?? ""),
    by: read.by === "person" ? "person" : "model",
    changes: Array.isArray(read.changes) ? read.changes.filter((change) => change instanceof Object) : [],
    ...Object.fromEntries(["score", "start", "end"].map((key) => [key, Number.isFinite(read[key]) ? read[key] : null])),
  });

  /** localStorage that may be missing, full or forbidden; `works` tells. */
  review.Store = class Store extends EventTarget {
    constructor(episode) {
      super();
      this.key = PREFIX + episode.data.sha256;
      this.episode = episode;
      this.works = this.put(`${PREFIX}probe`, "1");
      addEventListener("storage", (event) => {
        if (event.key === this.key && event.newValue) this.dispatchEvent(new Event("elsewhere"));
      });
    }

    get(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    }

    put(key, value) {
      try {
        localStorage.setItem(key, value);
        return true;
      } catch {
        return false;
      }
    }

    setting(name, value) {
      if (value !== undefined) this.put(PREFIX + name, value);
      return this.get(PREFIX + name);
    }

    /** Keep the reads; null: there is nothing to keep. `saved`: they were downloaded. */
    keep(reads, saved = false) {
      if (reads === null) {
        try {
          localStorage.removeItem(this.key);
        } catch {
          // Nothing was kept there.
        }
        return;
      }
      const { from, to, data } = this.episode;
      const kept = reads.map((read) => ({ ...read, first: from[read.first], stop: to[read.stop - 1] }));
      const text = JSON.stringify({
        block: data.block, model: data.model, base: this.base(), saved, at: new Date().toISOString(), reads: kept,
      });
      this.works = this.put(this.key, text);
    }

    /** A digest of the reads that the page was made with. */
    base() {
      const text = JSON.stringify(this.episode.data.reads);
      let hash = 5381;
      for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(i)) >>> 0;
      return `${text.length}-${hash}`;
    }

    /** The reads kept before, or null; downloaded ones only where the page was made from the same reads. */
    kept() {
      const { from, to, data } = this.episode;
      try {
        const kept = JSON.parse(this.get(this.key));
        if (!kept || kept.block !== data.block || !Array.isArray(kept.reads)) return null;
        if (kept.saved && kept.base !== this.base()) return null;
        let free = 0;
        const reads = [];
        for (const read of kept.reads) {
          const first = Math.max(free, review.lastAtMost(to, read.first) + 1);
          const stop = review.lastAtMost(from, read.stop - 1) + 1;
          if (!(first < stop) || !(read.category in review.CATEGORY_NAMES)) continue;
          reads.push({ ...checked(read), first, stop });
          free = stop;
        }
        return { reads, saved: kept.saved, at: kept.at, model: kept.model, lost: kept.reads.length - reads.length };
      } catch {
        return null;
      }
    }
  };
})();
