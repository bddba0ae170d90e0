/** The pages that `type` of a problem points to: self-contained, no scripts, everything escaped. */
import { hash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { PROBLEMS, type ProblemCode } from './problem-catalogue.js';
import { contentPolicy } from './security-headers.js';

const STYLE = `
:root { color-scheme: light dark }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem }
code { font-family: ui-monospace, monospace; background: color-mix(in srgb, currentColor 10%, transparent); padding: .1em .3em; border-radius: .25em }
h1 { line-height: 1.2 } h2 { font-size: 1rem; margin: 2rem 0 .25rem } table { border-collapse: collapse }
td { padding: .3rem 1rem .3rem 0; vertical-align: top } .status { opacity: .7 }`;

/** The one style of these pages, by what it is: another one that somebody brings in is not taken. */
export const PAGE_POLICY = contentPolicy({ 'style-src': `'sha256-${hash('sha256', STYLE, 'base64')}'` });

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

export function problemPage(code: ProblemCode): string {
  const { status, title, meaning, cure } = PROBLEMS[code];
  return page(
    title,
    `<p class="status"><code>${text(code)}</code> · ${status} ${text(STATUS_CODES[status] ?? '')}</p>
<h1>${text(title)}</h1>
<h2>What it means</h2>
<p>${prose(meaning)}</p>
<h2>What to do</h2>
<p>${prose(cure)}</p>
<p><a href="/problems">All problems</a> · <a href="/docs">API documentation</a></p>`,
  );
}

export function problemList(): string {
  const codes = Object.keys(PROBLEMS).filter(isProblemCode);
  const rows = codes
    .sort((a, b) => PROBLEMS[a].status - PROBLEMS[b].status || a.localeCompare(b))
    .map((code) => {
      const { status, title } = PROBLEMS[code];
      return `<tr><td>${status}</td><td><a href="/problems/${text(code)}"><code>${text(code)}</code></a></td><td>${text(title)}</td></tr>`;
    });
  return page('Problems', `<h1>Problems that Intake answers with</h1>\n<table>\n${rows.join('\n')}\n</table>`);
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)} · Intake</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const text = (raw: string): string => raw.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** The catalogue marks code with backticks. */
const prose = (raw: string): string => text(raw).replace(/`([^`]+)`/g, '<code>$1</code>');
