"use strict";
// Puts the page together: model, timeline, text, panel, player, keys, and what is kept and saved.
(() => {
  const review = globalThis.adcutReview;
  const { byId } = review;

  class Page {
    constructor(data) {
      const episode = new review.Episode(data);
      this.episode = episode;
      this.model = new review.Model(episode);
      this.store = new review.Store(episode);
      this.takeUpEdits();
      const go = (sentence, options) => this.go(sentence, options);
      this.timeline = new review.Timeline(byId("timeline"), this.model, { go, choose: (index) => this.choose(index) });
      this.transcript = new review.Transcript(byId("transcript"), this.model, { go, add: () => review.attempt(() => this.add()) });
      this.panel = new review.Panel(this.model, this);
      this.player = data.media ? this.makePlayer(data.media) : null;
      document.body.toggleAttribute("data-player", Boolean(this.player));
      this.keyboard = new review.Keyboard(this, this.store);
      this.wire();
      this.drawFacts();
      this.drawHead();
      this.measure();
      this.openAtHash();
    }

    // ---- head ------------------------------------------------------------------------------

    wire() {
      const { model } = this;
      model.addEventListener("change", (event) => {
        this.store.keep(model.reads === model.base ? null : model.reads, !model.edited);
        this.drawHead();
        if (event.detail) review.say(event.detail);
      });
      model.addEventListener("select", () => this.showSelected());
      this.store.addEventListener("elsewhere", () => this.notice("This episode was edited in another tab or window. The edits made last are the ones kept."));
      const on = (id, act) => byId(id).addEventListener("click", () => review.attempt(act));
      on("undo", () => model.undo());
      on("redo", () => model.redo());
      on("save-cuts", () => this.downloadCuts());
      on("save-labels", () => this.downloadLabels());
      on("open-help", () => this.help());
      on("previous", () => this.step(-1));
      on("next", () => this.step(1));
      byId("person").value = this.store.setting("person") || "";
      model.person = byId("person").value.trim();
      byId("person").addEventListener("change", (event) => {
        model.person = event.target.value.trim();
        this.store.setting("person", model.person);
      });
      addEventListener("beforeunload", (event) => {
        if (model.edited && !this.store.works) event.preventDefault();
      });
      addEventListener("hashchange", () => this.openAtHash());
    }

    /** What the page was made from. */
    drawFacts() {
      const { data } = this.episode;
      const threshold = data.policy.threshold === null ? "" : `, cut from ${data.policy.threshold.toFixed(2)} on`;
      byId("facts").textContent = `${data.file || "standard input"} · ${data.model.name} ${data.model.version}${threshold}` +
        (data.reviewed ? " · with earlier corrections" : "");
      byId("back").hidden = !data.index;
      if (data.index) byId("back").href = data.index;
    }

    /** Tell the style sheet how high the head is: what sticks below it needs that. */
    measure() {
      const head = document.querySelector(".stick");
      new ResizeObserver(() => {
        document.documentElement.style.setProperty("--stuck", `${head.offsetHeight}px`);
        document.documentElement.style.scrollPaddingTop = `${head.offsetHeight + 16}px`;
      }).observe(head);
    }

    drawHead() {
      const { model, episode } = this;
      const sum = model.total();
      const part = (ms, whole) => (whole ? ` (${Math.round((ms / whole) * 100)} %)` : "");
      const words = episode.wordsOf(0, episode.count);
      byId("total-cut").textContent = episode.timed ? review.stamp(sum.ms) : `${sum.words.toLocaleString("en")} words`;
      const whole = episode.timed ? episode.duration : words;
      const length = episode.timed ? review.stamp(whole ?? 0) : words.toLocaleString("en");
      const share = whole === null ? "" : ` of ${length}${part(episode.timed ? sum.ms : sum.words, whole)}`;
      byId("total-of").textContent = `cut${share}${episode.timed && sum.open ? " + an open end" : ""}`;
      byId("total-count").textContent = `${sum.count} of ${model.reads.length} reads`;
      byId("undo").disabled = !model.past.length;
      byId("redo").disabled = !model.future.length;
      byId("unsaved").hidden = !model.edited;
      byId("unsaved").textContent = this.store.works ? "Edits not downloaded yet (kept in this browser)" : "Edits not downloaded yet: this browser cannot keep them";
      document.title = `${model.edited ? "• " : ""}${episode.data.title} – adcut review`;
    }

    notice(text, ...buttons) {
      byId("notice-text").textContent = text;
      byId("notice-buttons").replaceChildren(...buttons.map(([name, act]) => review.el("button", {
        type: "button", onclick: () => { byId("notice").hidden = true; act(); },
      }, name)));
      byId("notice").hidden = false;
    }

    // ---- kept edits ------------------------------------------------------------------------

    /** Edits of an earlier visit come back by themselves; one undo takes them off again. */
    takeUpEdits() {
      const kept = this.store.kept();
      if (!kept) return;
      const { model } = this;
      model.past.push({ reads: model.reads, selected: -1 });
      model.reads = kept.reads;
      if (kept.saved) model.savedReads = kept.reads;
      const when = new Date(kept.at);
      const known = Number.isNaN(when.getTime()) ? "" : ` of ${when.toLocaleString()}`;
      const other = JSON.stringify(kept.model) === JSON.stringify(this.episode.data.model) ? "" : " They were made on the findings of another model.";
      const lost = kept.lost ? ` ${kept.lost} of them did not fit this transcript.` : "";
      const state = kept.saved ? " (downloaded then)" : ", not downloaded yet,";
      this.notice(`Your edits${known}${state} are back.${other}${lost}`,
        ["Keep them", () => {}], ["Drop them", () => review.attempt(() => model.undo())]);
    }

    // ---- moving about ----------------------------------------------------------------------

    /** Go to a sentence: cursor, text and player. */
    go(sentence, { stay = false } = {}) {
      this.transcript.setCursor(sentence);
      if (!stay) this.transcript.reveal(sentence);
      if (this.player) this.player.seek(this.episode.start[sentence]);
    }

    step(by) {
      if (!this.model.reads.length) throw new review.Refusal("No reads: select text and press a to add one");
      this.model.step(by);
      this.arrive();
    }

    choose(index) {
      if (index >= this.model.reads.length) throw new review.Refusal(`There is no read ${index + 1}`);
      this.model.select(index);
      this.arrive();
    }

    leastSure() {
      const { cut } = this.episode.data.policy;
      const scores = this.model.reads.map((read) => (cut.includes(read.category) ? read.score ?? 2 : 3));
      if (scores.length) this.choose(scores.indexOf(Math.min(...scores)));
    }

    arrive() {
      const read = this.model.reads[this.model.selected];
      if (!read) return;
      this.transcript.setCursor(-1);
      this.transcript.reveal(read.first, "center");
      if (this.player && this.player.media.paused) this.player.seek(this.model.times(this.model.selected).start);
      review.say(this.timeline.describe(this.model.selected), "quiet");
    }

    showSelected() {
      const index = this.model.selected;
      const hash = index < 0 ? "" : `#read-${index + 1}`;
      if (location.hash !== hash) {
        try {
          history.replaceState(null, "", hash || location.pathname + location.search);
        } catch {
          // A page from disk may not be allowed to: the hash is a convenience.
        }
      }
    }

    openAtHash() {
      const match = /^#read-(\d+)$/.exec(location.hash);
      if (match && Number(match[1]) >= 1 && Number(match[1]) <= this.model.reads.length) this.choose(Number(match[1]) - 1);
    }

    // ---- acts ------------------------------------------------------------------------------

    nudge(edge, by) {
      this.model.nudge(edge, by);
      const read = this.model.read();
      this.transcript.reveal(edge === "first" ? read.first : read.stop - 1, "nearest");
    }

    add() {
      const chosen = this.transcript.selection();
      const cursor = this.transcript.cursor;
      if (!chosen && cursor < 0) throw new review.Refusal("Select text first, or put the cursor (j, k) on a sentence");
      this.model.add(...(chosen || [cursor, cursor + 1]));
      getSelection().removeAllRanges();
    }

    split() {
      this.model.split(this.transcript.cursor);
    }

    setAtPlayer(edge) {
      this.model.setTime(edge, Math.round(this.player1().ms));
    }

    why() {
      this.model.read();
      byId("why").open = !byId("why").open;
      if (byId("why").open) byId("why").scrollIntoView({ block: "nearest" });
    }

    focus(id) {
      this.model.read();
      byId(id).focus();
      byId(id).select?.();
    }

    escape() {
      this.transcript.setCursor(-1);
      getSelection().removeAllRanges();
      this.model.select(-1);
    }

    help() {
      byId("help").showModal();
    }

    // ---- player ----------------------------------------------------------------------------

    player1() {
      if (!this.player) throw new review.Refusal("No media: make the page with adcut review … --media FILE");
      return this.player;
    }

    makePlayer(url) {
      return new review.Player(url, this.model, {
        onTime: (ms, follow) => {
          this.timeline.playhead(this.episode.timed ? ms : null);
          if (this.episode.timed) this.transcript.setPlaying(this.episode.at(ms), follow);
        },
        onLength: (ms) => {
          if (!this.episode.learnDuration(ms)) return;
          this.timeline.redraw();
          this.panel.draw();
          this.drawHead();
        },
      });
    }

    toggleAsCut() {
      const box = this.player1().asCut;
      box.checked = !box.checked;
      review.say(box.checked ? "Plays as cut" : "Plays everything");
    }

    // ---- saving ----------------------------------------------------------------------------

    downloadCuts() {
      const text = JSON.stringify(review.cutList(this.model), null, 1) + "\n";
      review.download(review.fileNames(this.model).cuts, text, "application/json");
      this.model.markSaved();
      this.store.keep(this.model.reads === this.model.base ? null : this.model.reads, true);
      this.drawHead();
      review.say(`Downloaded: ${review.fileNames(this.model).cuts}`);
    }

    downloadLabels() {
      review.download(review.fileNames(this.model).labels, JSON.stringify(review.labelLine(this.model)) + "\n", "application/x-ndjson");
      review.say(`Downloaded: ${review.fileNames(this.model).labels}`);
    }
  }

  review.page = new Page(JSON.parse(byId("data").textContent));
  document.body.dataset.ready = "";
})();
