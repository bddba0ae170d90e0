// npm run audit: what is known of weaknesses in the dependencies, as a report. It never fails: a finding needs a person, who
// may be asleep when a registry hears of one, and a registry that cannot be asked says nothing about this code.
import { spawnSync } from 'node:child_process';
import { root } from './lib/root.mjs';

const PATIENCE_MS = 60_000;
const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'];

const { stdout, error } = spawnSync('npm', ['audit', '--json', '--package-lock-only', '--fetch-retries=0'], {
  cwd: root,
  encoding: 'utf8',
  timeout: PATIENCE_MS,
});
for (const line of told(parsed(stdout), error)) console.log(line);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function told(report, failure) {
  if (!report?.vulnerabilities) return [`audit: not known (${failure?.code ?? report?.statusCode ?? 'no answer'})`];
  const found = Object.values(report.vulnerabilities);
  if (found.length === 0) return ['audit: nothing is known against any dependency'];
  const worstFirst = found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return [`audit: ${found.length} dependencies have known weaknesses`, ...worstFirst.map(lineOf)];
}

function lineOf({ name, severity, range, via, fixAvailable }) {
  const what = via.map((each) => each.title ?? `by ${each}`).join('; ');
  return `  ${severity}: ${name} ${range}: ${what}${fixAvailable ? ' (a newer version mends it)' : ''}`;
}
