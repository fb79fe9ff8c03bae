// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { outsideLink, pieces, renderMarkdown, taskBoxes, toggleBox } from './markdown';

function html(source: string): string {
  const box = document.createElement('div');
  box.append(renderMarkdown(source));
  return box.innerHTML;
}

function dom(source: string): HTMLElement {
  const box = document.createElement('div');
  box.append(renderMarkdown(source));
  return box;
}

describe('what Markdown becomes', () => {
  it('renders headings, lists, code and tables', () => {
    const box = dom('# Steps\n\n- one\n- `two`\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |');
    expect(box.querySelector('h1')?.textContent).toBe('Steps');
    expect(box.querySelectorAll('li')).toHaveLength(2);
    expect(box.querySelector('pre code')?.className).toBe('language-rust');
    expect(box.querySelector('.table > table td[align=right]')?.textContent).toBe('2');
  });

  it('fits its headings into the outline of the page', () => {
    const levels = (source: string) =>
      [...dom(source).querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => heading.getAttribute('aria-level'));
    expect(levels('### a\n\n##### b\n\n#### c')).toEqual(['3', '4', '4']);
    expect(levels('# a\n\n## b\n\n# c')).toEqual(['3', '4', '3']);
  });

  it('keeps text in any script and lets each block find its own direction', () => {
    const box = dom('שלום עולם\n\n🎉 emoji');
    expect(box.querySelector('p')?.getAttribute('dir')).toBe('auto');
    expect(box.textContent).toContain('🎉');
  });

  it('shows task lists as boxes that cannot be faked', () => {
    const box = dom('- [ ] open\n- [x] done\n\n<input type="checkbox" data-box="7"> <span class="box-1-2">x</span>');
    const inputs = [...box.querySelectorAll('input')];
    expect(inputs.map((input) => [input.type, input.checked, input.disabled])).toEqual([
      ['checkbox', false, true],
      ['checkbox', true, true],
    ]);
    expect(box.querySelector('span')?.className).toBe('');
  });

  it('turns images into links and loads none', () => {
    for (const source of [
      '![a cat](https://evil.test/cat.png)',
      '<img src="https://evil.test/cat.png" alt="a cat" onerror="alert(1)">',
      '[![a cat](https://evil.test/cat.png)](https://evil.test)',
    ]) {
      const box = dom(source);
      expect(box.querySelector('img, picture, video, audio, source, object, embed')).toBeNull();
      expect(box.querySelector('a')?.textContent).toBe('a cat');
      expect(box.querySelector('a')?.getAttribute('href')).toMatch(/^https:\/\/evil\.test/);
    }
    expect(dom('![](data:image/png;base64,AAAA)').querySelector('a')).toBeNull();
  });
});

describe('what does not get through', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<ScRiPt src=//evil.test></sCrIpT>',
    '<img src=x onerror=alert(1)>',
    '<img src=x:x onerror=alert(1)//',
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<math><mtext><table><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1) src=1>">',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object><embed src=x>',
    '<style>*{display:none}</style>',
    '<link rel=stylesheet href=//evil.test>',
    '<meta http-equiv=refresh content="0;url=//evil.test">',
    '<base href=//evil.test>',
    '<form action=//evil.test><input name=q><button>go</button></form>',
    '<p style="background:url(//evil.test)" onclick="alert(1)">x</p>',
    '<details open ontoggle=alert(1)>x</details>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '<div id="app" name="host">x</div>',
    '<template><img src=x onerror=alert(1)></template>',
    '<video><source onerror=alert(1)></video>',
    '<select><template><script>alert(1)</script></template></select>',
    '<x-y onfocus=alert(1) autofocus tabindex=1>x</x-y>',
    '```"><img src=x onerror=alert(1)>\ncode\n```',
    '![x](x"onerror="alert(1))',
    '![" onerror="alert(1)](https://evil.test)',
    '<!--><img src=x onerror=alert(1)>-->',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '<b x="`"><img src=x onerror=alert(1)>`',
  ];

  it.each(hostile)('%s', (source) => {
    const box = dom(source);
    expect(
      box.querySelector(
        'script, style, link, meta, base, iframe, frame, object, embed, form, button, select, textarea, template, svg, math, img, video, audio, source, noscript',
      ),
    ).toBeNull();
    for (const element of box.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^style$|^id$|^name$|^src|^action$|^data-|^autofocus$/);
        if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/);
      }
    }
    // What is written out and read again stays the same harmless thing.
    const again = document.createElement('div');
    again.innerHTML = box.innerHTML;
    expect(again.querySelector('script, style, iframe, svg, math, img, form')).toBeNull();
    expect(again.innerHTML).not.toMatch(/<[^>]+\son\w+=/i);
  });

  it('keeps the words of a link that it refuses', () => {
    expect(html('see [the file](src/auth.rs) and [#top](#top)')).toContain('the file');
    expect(dom('see [the file](src/auth.rs)').querySelector('a')).toBeNull();
  });
});

describe('links', () => {
  it('may only lead to web pages and mail', () => {
    for (const [given, expected] of [
      ['https://a.test/x', 'https://a.test/x'],
      ['HTTP://A.test', 'http://a.test/'],
      ['mailto:a@b.test', 'mailto:a@b.test'],
      ['ftp://a.test', null],
      ['//a.test', null],
      ['https://', null],
      ['', null],
      [' javascript:alert(1)//https://a.test', null],
    ] as const) {
      expect(outsideLink(given)).toBe(expected);
    }
  });

  it('say where they lead', () => {
    const link = dom('[here](https://evil.test/x "a bank")').querySelector('a');
    expect(link?.title).toBe('https://evil.test/x');
    expect(link?.rel).toContain('noopener');
    expect(link?.hasAttribute('target')).toBe(false);
  });
});

describe('boxes of task lists', () => {
  const source = '- [ ] a\n  - [x] b\n> 1. [ ] c\n\n```\n- [ ] not me\n```\n\ntext [ ] nor me\n\n* [X] d';

  it('are found where they render', () => {
    expect(taskBoxes(source)).toHaveLength(4);
    expect(dom(source).querySelectorAll('input')).toHaveLength(4);
  });

  it('are ticked and cleared in the source', () => {
    expect(toggleBox(source, 0)?.startsWith('- [x] a')).toBe(true);
    expect(toggleBox(source, 3)?.endsWith('* [ ] d')).toBe(true);
    expect(toggleBox(source, 4)).toBeNull();
  });
});

describe('long and deep texts', () => {
  it('are cut between blocks, and nothing of them is lost', () => {
    const source = Array.from({ length: 9000 }, (_, line) => `Line ${line}\n`).join('\n');
    const parts = pieces(source);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.every((part) => part.length < 32_000)).toBe(true);
    expect(parts.join('').match(/Line \d+/g)).toHaveLength(9000);
  });

  it('keep a fence whole across a cut', () => {
    const source = `\`\`\`js\n${'let a = 1;\n\n'.repeat(4000)}\`\`\`\n\nafter **it**`;
    const parts = pieces(source);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(dom(part).querySelector('pre code')).not.toBeNull();
    expect(dom(parts.at(-1) ?? '').querySelector('strong')?.textContent).toBe('it');
  });

  it('cut a line without end', () => {
    expect(Math.max(...pieces('x'.repeat(200_000)).map((part) => part.length))).toBeLessThan(32_000);
  });

  it.each([
    ['quotes', '>'.repeat(20_000)],
    ['lists', '1. '.repeat(6_000)],
    ['indented lists', Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
    ['brackets', '['.repeat(20_000)],
    ['emphasis', '*a **b '.repeat(3_000)],
    ['elements', '<div>'.repeat(1_000)],
    ['pipes', `${'|a'.repeat(4_000)}\n${'|-'.repeat(4_000)}`],
  ])('do not stop the window: %s', (_, source) => {
    const started = performance.now();
    expect(renderMarkdown(source).textContent.length).toBeGreaterThanOrEqual(0);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
