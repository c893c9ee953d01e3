/** Where a comment begins that is not inside quotes, or -1. */
export function commentAt(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote) quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#' && (at === 0 || /\s/.test(text.charAt(at - 1)))) return at;
  }
  return -1;
}

/** The id a document gives its journey, if it says one. */
export function journeyIdOf(text: string): string | null {
  return /^id:\s*["']?([\w.-]+)["']?\s*(?:#.*)?$/m.exec(text)?.[1] ?? null;
}
