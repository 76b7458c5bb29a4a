// CSI sequences (colours, cursor), OSC sequences (titles, links) ended by BEL or ST, and two-byte escapes.
const ANSI = new RegExp(
  [
    String.raw`\u001B\[[0-?]*[ -/]*[@-~]`,
    String.raw`\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?`,
    String.raw`\u001B[@-Z\\^_]`,
  ].join('|'),
  'g',
)
const CONTROL = new RegExp(String.raw`[\u0000-\u0008\u000B-\u001F\u007F]`, 'g')

/** An entry of a log without colours and control characters; of a progress bar (`\r`) the last picture. */
export function plainText(text: string): string {
  if (!/[^\t\u0020-\u007E\u00A0-\u{10FFFF}]/u.test(text)) return text
  const bare = text.replace(ANSI, '')
  return bare
    .replaceAll(/\r+$/gm, '')
    .replaceAll(/^[^\n]*\r/gm, '')
    .replace(CONTROL, '')
}
