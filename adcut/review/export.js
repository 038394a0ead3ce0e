"use strict";
// What leaves the page: the native cut list and the label line. Both hold code points and seconds,
// taken from the sentences' own places; nothing is counted here.
(() => {
  const review = globalThis.adcutReview;
  const QUOTED_WORDS = 6;
  const LOGGED_NAMES = { first: "source_start", stop: "source_end" };

  const seconds = (ms) => (ms === null ? null : ms / 1000);

  const entry = (model, index) => {
    const { episode } = model;
    const read = model.reads[index];
    const times = model.times(index);
    const words = episode.textOf(read.first, read.stop).split(/\s+/u).filter(Boolean);
    return {
      ...read.extra,
      start: seconds(times.start),
      end: seconds(times.end),
      category: read.category,
      score: read.score,
      sponsor: read.sponsor || null,
      start_margin: seconds(times.startMargin),
      end_margin: seconds(times.endMargin),
      paragraphs: [episode.paragraphOf(read.first), episode.paragraphOf(read.stop - 1) + 1],
      source: [episode.from[read.first], episode.to[read.stop - 1]],
      first_words: words.slice(0, QUOTED_WORDS).join(" "),
      last_words: words.slice(-QUOTED_WORDS).join(" "),
      made_by: read.by,
      changes: read.changes.map((change) => ({ ...change, what: LOGGED_NAMES[change.what] || change.what })),
    };
  };

  /** Cuts in order that neither overlap nor pass the end of the episode. */
  const disjoint = (entries, duration) => {
    entries.forEach((item, index) => {
      const next = entries[index + 1];
      if (next && next.start !== null && item.start !== null && (item.end === null || item.end > next.start)) {
        item.end = Math.max(item.start, next.start);
      }
      if (duration !== null && item.end !== null && item.end > duration) item.end = Math.max(item.start ?? 0, duration);
    });
    return entries;
  };

  /** The native cut list (version 1) with the corrections. */
  review.cutList = (model, now = new Date()) => {
    const { data, duration } = model.episode;
    const entries = model.reads.map((read, index) => ({ read, item: entry(model, index) }));
    const length = seconds(duration);
    return {
      ...data.extra,
      format: "adcut-cutlist",
      version: 1,
      source: { path: data.file || null, sha256: data.sha256, duration: length },
      model: data.model,
      policy: data.policy,
      cuts: disjoint(entries.filter(({ read }) => read.cut).map(({ item }) => item), length),
      marks: entries.filter(({ read }) => !read.cut).map(({ item }) => item),
      reviewed: {
        by: model.person || null,
        at: now.toISOString(),
        tool: `adcut ${data.adcut}`,
        edited: model.reads.some((read) => read.changes.length > 0) || model.reads.length !== model.base.length,
      },
    };
  };

  /** Whether a read is a finding below the cut threshold that nobody has confirmed. */
  const doubtful = (model, read) =>
    !read.cut && read.by === "model" && !read.changes.length && model.episode.data.policy.cut.includes(read.category);

  /** The label line (schema of labeled/spans): all that is an ad, cut or kept, by code points. */
  review.labelLine = (model) => {
    const { data, from, to } = model.episode;
    const spans = model.reads
      .filter((read) => read.category !== "content" && !doubtful(model, read))
      .map((read) => ({ start: from[read.first], end: to[read.stop - 1], category: read.category, sponsor: read.sponsor }));
    return {
      id: `${data.show || "review"}/${data.stem}`,
      show: data.show || "review",
      file: data.file,
      sha256: data.sha256,
      spans,
      origin: `adcut ${data.adcut} review, model ${data.model.name} ${data.model.version}`,
      annotator: model.person || "review",
    };
  };

  review.fileNames = (model) => ({
    cuts: `${model.episode.data.stem}.reviewed.cuts.json`,
    labels: `${model.episode.data.stem}.labels.jsonl`,
  });

  /** Hand a text to the browser as a file. */
  review.download = (name, text, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  };
})();
