import type { RunFigures } from './event-log.ts';
import type { ShuffleRun } from './runs.ts';

export interface Drawn {
  readonly engine: string;
  readonly run: ShuffleRun;
  readonly figures: RunFigures;
}

const barHeight = 16;
const left = 250;
const width = 620;

/** Bars of what each run took and spilled: the picture beside the table. */
export function shufflePicture(title: string, drawn: readonly Drawn[]): string {
  const most = (read: (figures: RunFigures) => number): number => Math.max(1, ...drawn.map(({ figures }) => read(figures)));
  const panels = [
    {
      name: 'sum of task times, s',
      read: (f: RunFigures) => f.taskTimeMs,
      text: (f: RunFigures) => (f.taskTimeMs / 1000).toFixed(1),
      fill: '#2a6f97',
    },
    {
      name: 'shuffle, MB',
      read: (f: RunFigures) => f.shuffleBytes,
      text: (f: RunFigures) => (f.shuffleBytes / 1e6).toFixed(0),
      fill: '#52796f',
    },
    {
      name: 'spill on disk, MB',
      read: (f: RunFigures) => f.diskSpillBytes,
      text: (f: RunFigures) => (f.diskSpillBytes / 1e6).toFixed(0),
      fill: '#bc4749',
    },
  ];
  const lines: string[] = [];
  let y = 40;
  for (const { name, read, text, fill } of panels) {
    lines.push(`<text x="12" y="${y + 12}" font-weight="bold">${name}</text>`);
    y += 24;
    const scale = (width - left - 70) / most(read);
    for (const { engine, run, figures } of drawn) {
      const length = Math.max(0, read(figures) * scale);
      lines.push(
        `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${engine} ${run.name}: ${run.title}</text>`,
        `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight - 3}" fill="${fill}"/>`,
        `<text x="${(left + length + 6).toFixed(1)}" y="${y + 12}">${text(figures)}</text>`,
      );
      y += barHeight;
    }
    y += 14;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" font-family="sans-serif" font-size="11" fill="#222">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="12" y="22" font-size="14" font-weight="bold">${title}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
