// Fuzzy matching: the letters of each word of a query, in their order, somewhere in a text. Beginnings of
// words and letters in a row count for more, gaps for less. Texts are folded once, and most are refused by
// a glance at which letters they hold.

/** A text as it is compared: of the same length as `text`, so that places in one are places in the other. */
export interface Folded {
  text: string;
  lower: string;
  /** A bit for each letter that it holds. */
  mask: number;
}

/** A query, cut into words. */
export interface Pattern {
  text: string;
  terms: { text: string; mask: number }[];
  mask: number;
  /** No text can score more that does not hold the query in one piece. */
  mostScattered: number;
  /** No text can score more that does not begin with the query. */
  mostInside: number;
}

const LETTER = 16;
const TEXT_START = 16;
const WORD_START = 8;
const IN_ROW = 8;
const GAP = 2;
const WORD_END = 3;
/** Below this for each letter, a scattered match is chance. */
const LEAST = 12;
const LONGEST_TERM = 32;
const LONGEST_TEXT = 256;

/** Folds a text: composed, lower case, without accents. */
export function fold(text: string): Folded {
  // ASCII, as most texts are, needs no more than lower case.
  if (/^[\x20-\x7e]*$/.test(text)) return folded(text, text.toLowerCase());
  const composed = text.normalize('NFC');
  let lower = '';
  for (let at = 0; at < composed.length; at += 1) {
    const unit = composed.charAt(at);
    const plain = unit.normalize('NFD').charAt(0).toLowerCase();
    lower += plain.length === 1 ? plain : unit;
  }
  return folded(composed, lower);
}

function folded(text: string, lower: string): Folded {
  return { text, lower, mask: maskOf(lower) };
}

function maskOf(lower: string): number {
  let mask = 0;
  for (let at = 0; at < lower.length; at += 1) mask |= bitOf(lower.charCodeAt(at));
  return mask;
}

function bitOf(code: number): number {
  if (code >= 97 && code <= 122) return 1 << (code - 97);
  if (code >= 48 && code <= 57) return 1 << 26;
  if (code <= 32) return 0;
  return code < 128 ? 1 << 27 : 1 << (28 + (code & 3));
}

/** Cuts a query into words; null when there is none. */
export function pattern(query: string): Pattern | null {
  const { lower } = fold(query.trim());
  if (lower === '') return null;
  const terms = lower
    .split(/\s+/)
    .slice(0, 8)
    .map((text) => ({ text: text.slice(0, LONGEST_TERM), mask: maskOf(text) }));
  return {
    text: lower,
    terms,
    mask: terms.reduce((mask, term) => mask | term.mask, 0),
    ...boundsOf(terms.length > 1 ? Infinity : (terms[0]?.text.length ?? 0)),
  };
}

function boundsOf(length: number): Pick<Pattern, 'mostScattered' | 'mostInside'> {
  const inRow = length * LETTER + (length - 1) * IN_ROW;
  // A break costs a letter in a row and a gap, and gains at most the beginning of a word.
  const mostScattered = length === 1 ? 0 : inRow + TEXT_START + WORD_START - IN_ROW - GAP - 1;
  return { mostScattered, mostInside: Math.max(mostScattered, inRow + WORD_START + (length > 1 ? WORD_END : 0)) };
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
}

function bonus(text: string, at: number): number {
  if (at === 0) return TEXT_START;
  return isWord(text.charCodeAt(at - 1)) ? 0 : WORD_START;
}

/** What a match scores; 0 is none. Of two that match as well, the shorter one says less else. */
export function score(wanted: Pattern, candidate: Folded): number {
  const sum = points(wanted, candidate);
  return sum === 0 ? 0 : Math.max(1, sum - Math.min(candidate.lower.length, 80) / 16);
}

/** What a match scores, whatever the text's length. With `places`, the places of the matched letters are put there. */
export function points(wanted: Pattern, candidate: Folded, places?: number[]): number {
  if ((wanted.mask & ~candidate.mask) !== 0) return 0;
  let sum = 0;
  for (const term of wanted.terms) {
    const found = termPoints(term.text, candidate, places);
    if (found === 0) return 0;
    sum += found;
  }
  return sum;
}

/** What one word of a query scores. */
export function termPoints(term: string, candidate: Folded, places?: number[]): number {
  return matched(term, candidate.lower, places);
}

function matched(term: string, text: string, places?: number[]): number {
  const whole = inOnePiece(term, text);
  if (whole >= 0) {
    if (places) for (let at = 0; at < term.length; at += 1) places.push(whole + at);
    return pieceScore(term, text, whole);
  }
  return term.length < 2 ? 0 : scattered(term, text, places);
}

/** The best place at which the text holds the term as it is, or -1. */
function inOnePiece(term: string, text: string): number {
  let best = -1;
  for (let at = text.indexOf(term), tried = 0; at >= 0 && tried < 6; at = text.indexOf(term, at + 1), tried += 1) {
    if (best < 0) best = at;
    if (bonus(text, at) > 0) return at;
  }
  return best;
}

function pieceScore(term: string, text: string, at: number): number {
  const end = at + term.length;
  const ends = term.length > 1 && (end === text.length || !isWord(text.charCodeAt(end)));
  return term.length * LETTER + (term.length - 1) * IN_ROW + bonus(text, at) + (ends ? WORD_END : 0);
}

/** Row by row: the best score with a letter at a place, and the best up to a place with its gap paid. */
const AT = new Int16Array(LONGEST_TERM * LONGEST_TEXT);
const BEST = new Int16Array(LONGEST_TERM * LONGEST_TEXT);
const NONE = -20_000;

function scattered(term: string, text: string, places?: number[]): number {
  const length = Math.min(text.length, LONGEST_TEXT);
  // The first letter begins a word, and the others follow somewhere.
  let first = text.charCodeAt(0) === term.charCodeAt(0) ? 0 : -1;
  for (let at = 1; first < 0 && at < length; at += 1) {
    if (text.charCodeAt(at) === term.charCodeAt(0) && bonus(text, at) > 0) first = at;
  }
  if (first < 0) return 0;
  for (let letter = 1, at = first + 1; letter < term.length; letter += 1, at += 1) {
    at = text.indexOf(term.charAt(letter), at);
    if (at < 0 || at >= length) return 0;
  }
  for (let letter = 0; letter < term.length; letter += 1) {
    const code = term.charCodeAt(letter);
    const row = letter * LONGEST_TEXT;
    const above = row - LONGEST_TEXT;
    let best = NONE;
    for (let at = 0; at < length; at += 1) {
      let here = NONE;
      if (at >= first && text.charCodeAt(at) === code) {
        const start = bonus(text, at);
        if (letter === 0) here = start > 0 ? LETTER + start : NONE;
        else if (at > 0) {
          const inRow = (AT[above + at - 1] ?? NONE) + IN_ROW;
          const after = (BEST[above + at - 1] ?? NONE) - GAP + start;
          const before = Math.max(inRow, after);
          if (before > 0) here = before + LETTER;
        }
      }
      best = Math.max(best - 1, here);
      AT[row + at] = here;
      BEST[row + at] = best;
    }
  }
  let end = -1;
  let most = NONE;
  const last = (term.length - 1) * LONGEST_TEXT;
  for (let at = 0; at < length; at += 1) {
    const here = AT[last + at] ?? NONE;
    if (here > most) {
      most = here;
      end = at;
    }
  }
  if (most < term.length * LEAST) return 0;
  if (places) back(term, end, text, places);
  return most;
}

/** Goes the way back through the rows and puts down the places. */
function back(term: string, end: number, text: string, places: number[]): void {
  const found: number[] = [];
  for (let letter = term.length - 1, at = end; letter >= 0; letter -= 1) {
    found.push(at);
    if (letter === 0) break;
    const above = (letter - 1) * LONGEST_TEXT;
    const here = AT[letter * LONGEST_TEXT + at] ?? NONE;
    if ((AT[above + at - 1] ?? NONE) + IN_ROW + LETTER === here) {
      at -= 1;
      continue;
    }
    const wanted = here - LETTER + GAP - bonus(text, at);
    let before = at - 1;
    while (before > 0 && (AT[above + before] ?? NONE) - (at - 1 - before) !== wanted) before -= 1;
    at = before;
  }
  places.push(...found.reverse());
}

/** Cuts a text into parts, with those that match marked. */
export function parts(wanted: Pattern | null, candidate: Folded): { text: string; hit: boolean }[] {
  const places: number[] = [];
  if (wanted) for (const term of wanted.terms) termPoints(term.text, candidate, places);
  if (places.length === 0) return [{ text: candidate.text, hit: false }];
  const hits = new Set(places);
  const cut: { text: string; hit: boolean }[] = [];
  for (let at = 0; at < candidate.text.length; at += 1) {
    const hit = hits.has(at);
    const last = cut.at(-1);
    if (last?.hit === hit) last.text += candidate.text.charAt(at);
    else cut.push({ text: candidate.text.charAt(at), hit });
  }
  return cut;
}

/** Keeps the best few of many. */
export class Best<T> {
  readonly #most: number;
  readonly #items: { item: T; score: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** What a candidate must pass to be kept. */
  get floor(): number {
    return this.#items.length < this.#most ? 0 : (this.#items.at(-1)?.score ?? 0);
  }

  /** Offers a candidate; of two with one score the first stays before. */
  offer(item: T, score: number): void {
    if (score <= this.floor) return;
    let at = this.#items.length;
    while (at > 0 && (this.#items[at - 1]?.score ?? 0) < score) at -= 1;
    this.#items.splice(at, 0, { item, score });
    if (this.#items.length > this.#most) this.#items.pop();
  }

  get items(): readonly { item: T; score: number }[] {
    return this.#items;
  }
}
