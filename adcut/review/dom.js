"use strict";
// Making elements. All text goes in as text, never as markup.
(() => {
  const review = globalThis.adcutReview;
  const SVG = "http://www.w3.org/2000/svg";

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  };

  review.el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  review.svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  review.byId = (id) => document.getElementById(id);

  /** What a read is called: its sponsor, or its category. */
  review.nameOf = (read) => read.sponsor || review.CATEGORY_NAMES[read.category];

  /** The times of a read as people read them. */
  review.rangeText = (model, index, decimals = 0) => {
    const read = model.reads[index];
    const { start, end } = model.times(index);
    if (start === null && end === null) {
      const words = model.episode.wordsOf(read.first, read.stop);
      return `${words.toLocaleString("en")} words`;
    }
    const text = (ms, unknown) => (ms === null ? unknown : review.stamp(ms, decimals));
    return `${text(start, "?")} – ${text(end, read.stop === model.episode.count ? "end" : "?")}`;
  };

  review.scoreText = (score) => (score === null ? "by hand" : score.toFixed(2));

  /**
   * Scroll an element into view: smoothly where it is near and nobody asked for less motion. Far away,
   * heights are estimates until they are drawn, so the place is taken again once they are.
   */
  review.reveal = (node, block = "center") => {
    const far = Math.abs(node.getBoundingClientRect().top) > 3 * innerHeight;
    const still = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
    if (far) requestAnimationFrame(() => node.scrollIntoView({ block, behavior: "instant" }));
  };

  const live = () => review.byId("status");

  /** Say something: read out, and, unless `kind` is "quiet" (it can be seen anyway), shown for a while. */
  review.say = (message, kind = "note") => {
    const node = live();
    node.textContent = message;
    node.dataset.kind = kind;
    node.toggleAttribute("data-shown", kind !== "quiet");
    clearTimeout(review.say.timer);
    review.say.timer = setTimeout(() => delete node.dataset.shown, kind === "refusal" ? 6000 : 3500);
  };

  /** Run an edit; a refusal is said, anything else is an error. */
  review.attempt = (edit) => {
    try {
      edit();
      return true;
    } catch (error) {
      if (!(error instanceof review.Refusal)) throw error;
      review.say(error.message, "refusal");
      return false;
    }
  };
})();
