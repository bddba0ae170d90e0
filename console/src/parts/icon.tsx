/** Drawn on a grid of 20, in one line width; decoration only: what they mean stands beside them. */
const PATHS = {
  overview: 'M3 17V11M8 17V5M13 17v-8M18 17V3',
  inputs: 'M3 5h14M3 10h14M3 15h9',
  send: 'M17.5 2.5 9 11M17.5 2.5 12 17.5 9 11 2.5 8z',
  destinations: 'M10 17.5s6-5 6-9.5a6 6 0 1 0-12 0c0 4.5 6 9.5 6 9.5zM10 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  deadLetters: 'M3 6l7 5 7-5M3 4.5h14v11H3zM7.5 13.5l5 0',
  projections: 'M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5L17 10M3 13.5 10 17l7-3.5',
  replays: 'M4 10a6 6 0 1 0 2-4.5M6 2.5v3h3',
  log: 'M4 3h9l3 3v11H4zM7 9h6M7 12.5h6',
  keys: 'M12.5 10.5a4 4 0 1 0-3-3L3 14v3h3v-2h2v-2h1.5zM13.5 6.5h0',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5 5 15',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4l10 6-10 6z',
  plus: 'M10 4v12M4 10h12',
  audit: 'M10 2.5l6.5 2.5v4.500c0 4-2.500 6.500-6.500 8-4-1.500-6.500-4-6.500-8V5zM7 9.500l2.200 2.200L13 8',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17 17',
  retry: 'M16 10a6 6 0 1 1-2-4.5M14 2.5v3h-3',
  chevron: 'M7 4.5 12.5 10 7 15.5',
  menu: 'M3 6h14M3 10h14M3 14h14',
  signOut: 'M8 3H4v14h4M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  theme: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 3v14M10 6.5h4M10 10h5M10 13.5h4',
  language: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c2.5 2.5 2.5 11.5 0 14M10 3c-2.5 2.5-2.5 11.5 0 14',
  alert: 'M10 3 2 16.5h16zM10 8v4M10 14.5h0',
  offline:
    'M3 3l14 14M5.5 11.5a6 6 0 0 1 3-1.6M12 10.200a6 6 0 0 1 2.5 1.300M8 14.5a3 3 0 0 1 4 0M2.5 8a11 11 0 0 1 4-2.300M10 5a11 11 0 0 1 7.5 3',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg aria-hidden="true" focusable="false" width={size} height={size} viewBox="0 0 20 20">
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
