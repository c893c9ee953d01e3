/** A part of a journey told in sentences. */
export type Block = { kind: 'text'; text: string } | { kind: 'heading'; text: string } | Items;

/** Points of a list, or steps in their order. */
export interface Items {
  kind: 'list' | 'steps';
  items: string[];
}

/** What the server tells line by line, as headings, lists and paragraphs. */
export function blocksOf(told: string): Block[] {
  const lines = told.split('\n').filter(line => line.trim() !== '');
  const blocks: Block[] = [];
  lines.forEach((line, at) => {
    const last = blocks.at(-1);
    const open = last && 'items' in last ? last : null;
    const point = pointOf(line);
    if (point && open?.kind === point.kind) open.items.push(...point.items);
    else if (point) blocks.push(point);
    else if (open && line.startsWith(' ')) open.items.push(`${open.items.pop()} ${line.trim()}`);
    else blocks.push({ kind: pointOf(lines[at + 1] ?? '') ? 'heading' : 'text', text: line.trim() });
  });
  return blocks;
}

/** A line that is a point of a list (`- `) or a step (`1. `). */
function pointOf(line: string): Items | null {
  const found = /^(-|\d+\.) (.*)$/.exec(line);
  return found ? { kind: found[1] === '-' ? 'list' : 'steps', items: [found[2] ?? ''] } : null;
}
