// Which colours are used together, and how well they can be told apart (WCAG 2.2, relative luminance).

/** Text, and the grounds on which it is read. */
export const TEXT_ON: Record<string, string[]> = {
  ink: ['bg', 'surface', 'raised', 'sunken', 'hover', 'pressed', 'accent-soft', 'selection', 'warn-soft', 'bug-soft'],
  'ink-2': ['bg', 'surface', 'raised', 'sunken', 'hover', 'bug-soft', 'accent-soft', 'warn-soft'],
  'ink-3': ['bg', 'surface', 'raised', 'sunken', 'hover', 'pressed', 'accent-soft', 'warn-soft'],
  'accent-ink': ['accent', 'accent-hover'],
  'accent-text': ['bg', 'surface', 'raised', 'hover', 'accent-soft', 'warn-soft'],
  bug: ['surface', 'bug-soft'],
  feature: ['surface', 'feature-soft'],
  danger: ['bg', 'surface', 'raised', 'hover', 'bug-soft', 'accent-soft', 'warn-soft'],
  warn: ['bg', 'surface', 'raised', 'hover', 'warn-soft', 'accent-soft'],
  run: ['bg', 'surface', 'hover', 'run-soft', 'accent-soft'],
  ok: ['bg', 'surface'],
};

/** Icons, marks, and the edges of what can be typed in. */
export const MARK_ON: Record<string, string[]> = {
  high: ['surface', 'raised', 'accent-soft'],
  medium: ['surface', 'raised', 'accent-soft'],
  low: ['surface', 'raised'],
  bug: ['surface', 'raised', 'accent-soft'],
  feature: ['surface', 'raised', 'accent-soft'],
  'ink-3': ['bg', 'surface', 'raised', 'hover'],
  accent: ['surface'],
  focus: ['bg', 'surface', 'raised', 'hover'],
  'line-field': ['bg', 'surface', 'raised'],
  ok: ['bg', 'surface', 'raised'],
  run: ['bg', 'surface', 'raised'],
  warn: ['bg', 'surface', 'raised'],
  danger: ['bg', 'surface', 'raised'],
  'swatch-red': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-orange': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-yellow': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-green': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-cyan': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-blue': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-purple': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
  'swatch-pink': ['bg', 'surface', 'raised', 'pressed', 'accent-soft'],
};

/** Returns how strongly two colours, `#rrggbb`, differ: 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Returns how light a colour is, 0 to 1. */
export function luminance(hex: string): number {
  const channel = (at: number): number => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
