/** A text of a message's content, or nothing. */
export function textOf(content: Record<string, unknown>, name: string): string {
  const value = content[name];
  return typeof value === 'string' ? value : '';
}

/** The lines of a receipt, whether they came as a list or as one text. */
export function receiptLines(content: Record<string, unknown>): string[] {
  const value = content.lines ?? content.text;
  if (Array.isArray(value)) return value.map(line => (typeof line === 'string' ? line : lineText(line)));
  return typeof value === 'string' ? value.split('\n') : [];
}

function lineText(line: unknown): string {
  const map = (line ?? {}) as Record<string, unknown>;
  const first = Object.values(map).find(value => typeof value === 'string');
  return typeof first === 'string' ? first : '';
}
