/** One part of a long list, and where the next begins. */
interface Part<T> {
  items: T[];
  next?: string | null | undefined;
}

/** How much of a long list one request fetches when all of it is wanted. */
export const LARGE = 500;

/** Every row of a list that comes in parts. */
export async function everything<T>(part: (cursor: string | undefined) => Promise<Part<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await part(cursor);
    all.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return all;
}
