// Shows states that need a pointer or the focus: each rule for `:hover` and its kin also holds for a class.

const STATES: [RegExp, string][] = [
  [/:hover/g, '.is-hover'],
  [/:focus-visible/g, '.is-focus'],
  [/:focus(?![-\w])/g, '.is-focus'],
];

/** Gives every rule with a state in its selector a twin with the state's class. */
export function withStates(): void {
  for (const sheet of document.styleSheets) {
    const rules = [...sheet.cssRules];
    for (const rule of rules) {
      if (!(rule instanceof CSSStyleRule) || !/:hover|:focus/.test(rule.selectorText)) continue;
      const selector = STATES.reduce((text, [state, name]) => text.replaceAll(state, name), rule.selectorText);
      sheet.insertRule(`${selector} { ${rule.style.cssText} }`, sheet.cssRules.length);
    }
  }
}
