import { type Fields, isFields, type Json, listOf, type Path, textOf, valueAt } from '../../ui/json';

/** What a step may do: the field that says it. */
export const KINDS = ['message', 'wait', 'branch', 'split', 'voucher', 'set_trait', 'exit'] as const;
export type StepKind = (typeof KINDS)[number];

/** A way out of a step that the document can lead somewhere: its name as the graph has it, and the field that says where to. */
export interface WayOut {
  way: string;
  path: Path;
  /** The step named there; none where it goes on below, or to the end. */
  to: string | null;
}

/** The steps of a document, whatever stands there. */
export function stepsOf(document: Json): Fields[] {
  return listOf(valueAt(document, ['steps'])).map(step => (isFields(step) ? step : {}));
}

export function idOf(step: Json | undefined): string {
  return isFields(step) ? textOf(step.id) : '';
}

/** What a step does; null if it says nothing known. */
export function kindOf(step: Fields): StepKind | null {
  return KINDS.find(kind => kind in step) ?? null;
}

/** Every field of a step that names another step. */
export function referencesOf(step: Fields): { path: Path; to: string }[] {
  const each = (kind: string, list: string): Path[] =>
    listOf(valueAt(step, [kind, list])).map((_, at) => [kind, list, at, 'then']);
  const paths: Path[] = [
    ['next'],
    ...['message', 'wait', 'branch', 'voucher'].map((kind): Path => [kind, 'otherwise']),
    ...each('wait', 'events'),
    ...each('branch', 'cases'),
    ...each('split', 'arms'),
  ];
  return paths.flatMap(path => {
    const to = valueAt(step, path);
    return typeof to === 'string' ? [{ path, to }] : [];
  });
}

/** The ways out of a step, in the order in which the graph draws them. */
export function waysOf(step: Fields): WayOut[] {
  const way = (name: string, path: Path): WayOut => {
    const to = valueAt(step, path);
    return { way: name, path, to: typeof to === 'string' ? to : null };
  };
  const choices = (kind: string, list: string) =>
    listOf(valueAt(step, [kind, list])).map((_, at) => way(`choice_${at + 1}`, [kind, list, at, 'then']));
  const next = way('next', ['next']);
  const otherwise = (kind: string) => way('otherwise', [kind, 'otherwise']);
  switch (kindOf(step)) {
    case 'message':
      return [next, otherwise('message')];
    case 'wait':
      return listOf(valueAt(step, ['wait', 'events'])).length > 0
        ? [...choices('wait', 'events'), otherwise('wait')]
        : [next];
    case 'branch':
      return [...choices('branch', 'cases'), otherwise('branch')];
    case 'split':
      return choices('split', 'arms');
    case 'voucher':
      return [next, otherwise('voucher')];
    case 'exit':
      return [];
    default:
      return [next];
  }
}

/** Where each step goes on unless something else decides, by place; null is the end. */
export function nextOf(steps: readonly Fields[], at: number): string | null {
  const step = steps[at];
  if (!step || kindOf(step) === 'exit') return null;
  const below = steps[at + 1];
  return typeof step.next === 'string' ? step.next : below ? idOf(below) : null;
}

/** An id that no step has yet, made from a word. */
export function freshId(steps: readonly Fields[], word: string): string {
  const taken = new Set(steps.map(idOf));
  const bare = word.replace(/-\d+$/, '');
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? bare : `${bare}-${n}`;
    if (!taken.has(id)) return id;
  }
}
