/** A figure for a person to read. */
const MIB = 2 ** 20;

export function asTable({ what, unit, runs, load, rows, columns }) {
  if (columns) return `\n${what}\n${aligned([columns, ...rows])}`;
  const lines = [['', `${unit}, median (least–most)`, 'ratio', 'wanted', 'peak memory'], ...rows.map(cells)];
  const heading = `\n${what} (${runs} runs, load ${shown(load, (number) => number.toFixed(1))})`;
  return `${heading}\n${aligned(lines)}`;
}

function aligned(lines) {
  // A column that says nothing is left out.
  const used = lines[0].map((_, column) => lines.slice(1).some((line) => line[column] !== ''));
  const kept = lines.map((line) => line.filter((_, column) => used[column]));
  const widths = kept[0].map((_, column) => Math.max(...kept.map((line) => line[column].length)));
  const padded = (line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
  return kept.map((line) => `  ${padded(line).join('   ').trimEnd()}`).join('\n');
}

const cells = ({ name, perSecond, ratio, wanted, peakBytes }) => [
  name,
  shown(perSecond, (number) => Math.round(number).toLocaleString('en')),
  ratio === null ? '' : shown(ratio, (number) => number.toFixed(number < 10 ? 2 : 0)),
  wanted === null ? '' : `≥ ${wanted}${ratio.median < wanted ? ', short' : ''}`,
  shown(peakBytes, (number) => `${Math.round(number / MIB)}`).concat(' MiB'),
];

const shown = ({ median, least, most }, text) => `${text(median)} (${text(least)}–${text(most)})`;
