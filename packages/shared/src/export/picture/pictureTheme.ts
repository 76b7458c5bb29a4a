export const PICTURE_THEMES = ['light', 'dark'] as const
export type PictureTheme = (typeof PICTURE_THEMES)[number]

/** Kinds of Executors that have a colour and an icon of their own. */
export const EXECUTOR_KINDS = [
  'python',
  'script',
  'docker',
  'hub',
  'config',
  'external',
  'class',
  'blank',
] as const
export type ExecutorKind = (typeof EXECUTOR_KINDS)[number]

/** Colours by the names of the editor's tokens: a picture looks as the canvas does. */
export type PictureColours = Record<
  | 'canvas'
  | 'surface'
  | 'surface-3'
  | 'border-strong'
  | 'text'
  | 'text-2'
  | 'text-3'
  | 'accent-soft'
  | 'accent-text'
  | 'danger'
  | 'warn'
  | 'edge'
  | 'state-draft'
  | 'state-external'
  | `kind-${ExecutorKind}`,
  string
>

export const PICTURE_COLOURS: Readonly<Record<PictureTheme, PictureColours>> = {
  light: {
    canvas: '#f3f5f8',
    surface: '#ffffff',
    'surface-3': '#e9edf2',
    'border-strong': '#c3cbd6',
    text: '#16202e',
    'text-2': '#4a5768',
    'text-3': '#5f6c7e',
    'accent-soft': '#d9f1ee',
    'accent-text': '#0b625c',
    danger: '#c81e1e',
    warn: '#a34b07',
    edge: '#7c889a',
    'state-draft': '#64748b',
    'state-external': '#9333ea',
    'kind-python': '#2b6cb0',
    'kind-script': '#1d5fa8',
    'kind-docker': '#0b7285',
    'kind-hub': '#7c3aed',
    'kind-config': '#92600a',
    'kind-external': '#9333ea',
    'kind-class': '#476072',
    'kind-blank': '#64748b',
  },
  dark: {
    canvas: '#10161d',
    surface: '#171e27',
    'surface-3': '#2a3441',
    'border-strong': '#3c4857',
    text: '#e7ecf3',
    'text-2': '#b1bccb',
    'text-3': '#95a2b4',
    'accent-soft': '#12383a',
    'accent-text': '#5eead4',
    danger: '#f98080',
    warn: '#fbbf24',
    edge: '#657388',
    'state-draft': '#94a3b8',
    'state-external': '#c084fc',
    'kind-python': '#7fb2e5',
    'kind-script': '#6bb1f2',
    'kind-docker': '#54c5d8',
    'kind-hub': '#b79cf7',
    'kind-config': '#e0b05c',
    'kind-external': '#c084fc',
    'kind-class': '#a3b7c7',
    'kind-blank': '#94a3b8',
  },
}
