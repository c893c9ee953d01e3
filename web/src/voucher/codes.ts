/** The codes in a file: one a line, the first column of a CSV; empty lines and doubles left out. */
export function readCodes(text: string): string[] {
  const codes = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(line => (line.split(/[,;\t]/)[0] ?? '').replace(/^"|"$/g, '').trim())
    .filter(code => code !== '' && code.toLowerCase() !== 'code');
  return [...new Set(codes)];
}
