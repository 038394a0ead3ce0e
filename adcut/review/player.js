"use strict";
// The player: in step with the text, as it is or as it will be cut, and the joins to listen to.
(() => {
  const review = globalThis.adcutReview;
  const { byId } = review;
  const AROUND_MS = 2000;
  const VIDEO = /\.(?:mp4|m4v|mov|mkv|webm|ogv)$/i;

  review.Player = class Player {
    constructor(url, model, { onTime, onLength }) {
      this.model = model;
      this.onTime = onTime;
      const kind = VIDEO.test(decodeURIComponent(url.split(/[?#]/)[0])) ? "video" : "audio";
      this.media = review.el(kind, { controls: true, preload: "metadata", src: url, "aria-label": "Episode" });
      byId("player-media").append(this.media);
      byId("player").hidden = false;
      this.asCut = byId("as-cut");
      this.follow = byId("follow");
      this.window = null; // what a join or a read plays: {skip, stop}
      this.target = 0; // where the page itself went last; other seeks are the person's
      this.media.addEventListener("loadedmetadata", () => onLength(this.media.duration * 1000));
      this.media.addEventListener("error", () => {
        byId("player-error").textContent = `The media file cannot be played: ${decodeURI(url)}. Is it still in its place?`;
        byId("player-error").hidden = false;
      });
      this.media.addEventListener("play", () => this.watch());
      this.media.addEventListener("timeupdate", () => this.step());
      this.media.addEventListener("seeking", () => {
        if (Math.abs(this.ms - this.target) > 50) this.window = null;
      });
    }

    get ms() {
      return this.media.currentTime * 1000;
    }

    /** Every frame while it plays: a tick of `timeupdate` comes a quarter of a second too late. */
    watch() {
      const tick = () => {
        if (this.media.paused) return;
        this.step();
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }

    step() {
      const now = this.ms;
      if (!this.media.paused) {
        if (this.window && now >= this.window.stop) {
          this.media.pause();
          this.window = null;
        }
        for (const [start, end] of this.window ? this.window.skip : this.asCut.checked ? this.cuts() : []) {
          if (now >= start && now < end) {
            if (Number.isFinite(end)) this.jump(end);
            else this.media.pause();
            break;
          }
        }
      }
      this.onTime(now, !this.media.paused && this.follow.checked);
    }

    /** The time ranges that go, touching ones joined. */
    cuts() {
      const ranges = [];
      this.model.reads.forEach((read, index) => {
        const { start, end } = this.model.times(index);
        if (!read.cut || start === null || (end === null && read.stop < this.model.episode.count)) return;
        const last = ranges[ranges.length - 1];
        if (last && start <= last[1]) last[1] = Math.max(last[1], end ?? Infinity);
        else ranges.push([start, end ?? Infinity]);
      });
      return ranges;
    }

    jump(ms) {
      this.target = ms;
      this.media.currentTime = ms / 1000;
    }

    seek(ms) {
      this.window = null;
      if (Number.isFinite(ms)) this.jump(ms);
    }

    playPause() {
      if (this.media.paused) this.start();
      else this.media.pause();
    }

    start() {
      this.media.play().catch((error) => {
        if (error.name !== "AbortError") review.say(`The media cannot be played: ${error.message}`, "refusal");
      });
    }

    /** Play 2 s before the selected read, skip it, and 2 s after it: the join as it will be heard. */
    join() {
      this.model.read();
      const { start, end } = this.model.times(this.model.selected);
      if (start === null) throw new review.Refusal("The start of this read has no time: type one, or set it with i");
      this.jump(Math.max(0, start - AROUND_MS));
      this.window = { skip: [[start, end ?? Infinity]], stop: (end ?? Infinity) + AROUND_MS };
      this.start();
    }

    /** Play the selected read itself, from 2 s before it to 2 s after it. */
    hear() {
      this.model.read();
      const { start, end } = this.model.times(this.model.selected);
      if (start === null) throw new review.Refusal("The start of this read has no time: type one, or set it with i");
      this.jump(Math.max(0, start - AROUND_MS));
      this.window = { skip: [], stop: (end ?? Infinity) + AROUND_MS };
      this.start();
    }
  };
})();
