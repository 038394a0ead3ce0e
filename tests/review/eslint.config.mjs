// npx eslint --config tests/review/eslint.config.mjs adcut/review
// The page's scripts are plain scripts of ES2020 that share one name, adcutReview.
const browser = [
  "globalThis", "document", "location", "history", "localStorage", "matchMedia", "getSelection", "addEventListener",
  "requestAnimationFrame", "setTimeout", "clearTimeout", "innerHeight", "innerWidth", "URL", "Blob", "Event",
  "CustomEvent", "EventTarget", "ResizeObserver",
];

export default [{
  files: ["**/*.js"],
  languageOptions: {
    ecmaVersion: 2020,
    sourceType: "script",
    globals: Object.fromEntries(browser.map((name) => [name, "readonly"])),
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    "no-undef": "error",
    "no-unused-vars": "error",
    "no-console": "error",
    "no-eval": "error",
    "no-implied-eval": "error",
    "no-new-func": "error",
    "no-script-url": "error",
    "no-var": "error",
    "no-shadow": "error",
    "no-redeclare": "error",
    "no-unreachable": "error",
    "no-fallthrough": "error",
    "no-dupe-keys": "error",
    "no-const-assign": "error",
    "no-self-assign": "error",
    "no-unsafe-finally": "error",
    "no-useless-escape": "error",
    "no-empty": "error",
    "prefer-const": "error",
    "eqeqeq": "error",
    "curly": ["error", "multi-line"],
    "strict": ["error", "global"],
    "valid-typeof": "error",
    "use-isnan": "error",
    "max-lines": ["error", 400],
    "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }, { property: "insertAdjacentHTML" }, { object: "document", property: "write" }],
  },
}];
