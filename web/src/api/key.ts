/** A key under which the server does a thing once, however often it is asked. */
export function freshKey(): string {
  // Not randomUUID: a branch may use plain HTTP inside its house, where browsers do not offer it.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
