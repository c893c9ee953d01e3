/** A settings document as typed: an object, or why it is none. */
export type Parsed = { ok: true; value: Record<string, never> } | { ok: false; why: string };

/** Reads a JSON object; what it must contain is the server's to say. */
export function parseDocument(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value: value as Record<string, never> };
    }
    return { ok: false, why: '{ … }' };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}
