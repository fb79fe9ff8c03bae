// The instructions of the host in memory, with older versions before newer ones.
import type { DocPath } from '../src/lib/host';

const FIRST = `# Atlas API

REST API for maps and places.

## Commands

- \`cargo test\` runs the tests
- \`cargo run\` starts the server on port 8080

## Style

- Small functions, names of the field.
`;

const SECOND = `# Atlas API

REST API for maps and places. Read @docs/architecture.md before you change a route.

## Commands

- \`cargo test\` runs the tests
- \`cargo run\` starts the server on port 8080
- \`cargo xtask check\` before each commit: format, lints, types

## Style

- Small functions, names of the field.
- No \`unwrap\` outside tests.
`;

const THIRD = `# Atlas API

REST API for maps and places, in Rust. Read @docs/architecture.md before you change a route, and
@docs/deployment.md before you touch the release.

## Commands

- \`cargo test\` runs the tests
- \`cargo run\` starts the server on port 8080
- \`cargo xtask check\` before each commit: **format**, lints, types

\`\`\`sh
# One test alone
cargo test -p atlas-routes -- --exact login_renews_cookie
\`\`\`

## Style

- Small functions, names of the field; see @docs/style.md
- No \`unwrap\` outside tests.
- A comment says *why*, never what.
- Errors carry the offending value and what to do now.

## Architecture

| crate | what it owns |
|---|---|
| \`atlas-core\` | places, routes, money |
| \`atlas-store\` | Postgres, migrations |
| \`atlas-http\` | the API and its errors |

> The store never knows HTTP. See [the map](https://example.test/map).

### Sessions

1. The cookie is renewed before it expires.
2. Safari keeps it for seven days at the most.

## Before you finish

- [ ] Tests for each error
- [ ] The changelog names what users notice
- [ ] @../secrets/keys.md is never read
`;

export const TEMPLATE = `# Project

What it is, in one sentence.

## Commands

- Build:
- Test:

## Style

-
`;

export const SAMPLES: Record<DocPath, string | string[]> = {
  'CLAUDE.md': [FIRST, SECOND, THIRD],
  'CLAUDE.local.md': '# Mine\n\n- My server runs on port 9090.\n- Answer in German.\n',
  'AGENTS.md': '# Agents\n\nSee CLAUDE.md.\n',
  '.claude/rules/testing.md':
    '---\npaths: tests/**\n---\n\n# Testing\n\n- Names of tests are sentences.\n- No sleeps.\n',
  '.claude/rules/a-very-long-name-of-a-rule-that-has-to-be-cut-off-somewhere-in-the-list.md':
    '# Long\n\n- A rule with a long name.\n',
  'docs/architecture.md': '# Architecture\n\nRoutes are in `http`. The map: @../CLAUDE.md and @layers.md\n',
  'docs/layers.md': '# Layers\n\n1. core\n2. store\n3. http\n',
  'docs/style.md': '# Style\n\nLines of 120 characters.\n',
  '~/.claude/CLAUDE.md': '# Everywhere\n\n- Be brief.\n- Prefer small commits.\n',
};

/** What the address may ask for: `none`, or a text of 200 KB. */
export function filesFrom(asked: string | null): Record<DocPath, string> | null {
  if (asked === 'none') return { '~/.claude/CLAUDE.md': '# Everywhere\n\n- Be brief.\n' };
  if (asked === 'large') return { 'CLAUDE.md': largeText(200_000) };
  return null;
}

/** Returns a text of about that many characters, of all that Markdown has. */
export function largeText(length: number): string {
  const parts: string[] = [];
  let size = 0;
  for (let at = 1; size < length; at += 1) {
    const part = THIRD.replaceAll(/^(#+ .*)$/gm, `$1 ${at}`);
    parts.push(part);
    size += part.length;
  }
  return parts.join('\n').slice(0, length);
}
