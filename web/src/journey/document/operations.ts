import { type Fields, type Json, type Path, valueAt } from '../../ui/json';
import { applied, type Edit } from './edits';
import { freshId, idOf, kindOf, nextOf, referencesOf, type StepKind, stepsOf, waysOf } from './steps';

/** What can be done to a journey on its graph. */
export type Operation =
  | { do: 'add'; place: Place; kind: StepKind; id: string; body: Json }
  | { do: 'move'; id: string; place: Place }
  | { do: 'connect'; id: string; way: string; to: string | null }
  | { do: 'copy'; id: string; as: string }
  | { do: 'remove'; id: string }
  | { do: 'rename'; id: string; to: string }
  /** Changes a field of a step; without a value it takes it away. */
  | { do: 'change'; id: string; path: Path; value: Json | undefined };

/** Where a step is put: on a way out of another, or at the beginning. */
export type Place = { after: string; way: string } | 'beginning';

/** The changes of the document that an operation means; null if there is no such step, way or place. */
export function editsOf(document: Json, operation: Operation): Edit[] | null {
  const steps = stepsOf(document);
  const at = (id: string) => steps.findIndex(step => idOf(step) === id);
  if (operation.do === 'add') return at(operation.id) < 0 ? add(document, operation) : null;
  const here = at(operation.id);
  const step = steps[here];
  if (!step) return null;
  switch (operation.do) {
    case 'change': {
      const path: Path = ['steps', here, ...operation.path];
      return operation.value === undefined ? [{ do: 'drop', path }] : [{ do: 'set', path, value: operation.value }];
    }
    case 'rename':
      return at(operation.to) < 0 ? rename(steps, here, operation.to) : null;
    case 'connect':
      return connect(document, here, operation.way, operation.to);
    case 'copy':
      return at(operation.as) < 0 ? copy(document, here, operation.as) : null;
    case 'remove':
      return steps.length > 1 ? remove(document, here) : null;
    case 'move':
      return move(document, here, operation.place);
  }
}

function rename(steps: readonly Fields[], at: number, to: string): Edit[] {
  const from = idOf(steps[at]);
  const told = steps.flatMap((step, place) =>
    referencesOf(step)
      .filter(reference => reference.to === from)
      .map(({ path }): Edit => ({ do: 'set', path: ['steps', place, ...path], value: to })),
  );
  return [{ do: 'set', path: ['steps', at, 'id'], value: to }, ...told];
}

/** Leads a way elsewhere; to the end by a step that leaves, since a way names a step. */
function connect(document: Json, at: number, way: string, to: string | null): Edit[] | null {
  const steps = stepsOf(document);
  const step = steps[at];
  const out = step && waysOf(step).find(one => one.way === way);
  if (!out || (to !== null && !steps.some(one => idOf(one) === to))) return null;
  if (way === 'next' && nextOf(steps, at) === to) return [];
  const [target, ...made] = to === null ? endStep(steps) : [to];
  return [{ do: 'set', path: ['steps', at, ...out.path], value: target }, ...made];
}

/** The step at which one leaves without more; it is put behind the others if there is none. */
function endStep(steps: readonly Fields[]): [string, ...Edit[]] {
  const found = steps.find(step => kindOf(step) === 'exit' && !valueAt(step, ['exit', 'reason']));
  if (found) return [idOf(found)];
  const id = freshId(steps, 'end');
  return [id, { do: 'insert', list: ['steps'], at: steps.length, value: { id, exit: {} } }];
}

function copy(document: Json, at: number, id: string): Edit[] {
  const steps = stepsOf(document);
  const made: Edit = { do: 'copy', list: ['steps'], from: at, at: at + 1, id };
  const step = steps[at];
  // The original goes on to the copy, and the copy to where the original went.
  const leads = step !== undefined && typeof step.next === 'string';
  return leads ? [made, { do: 'drop', path: ['steps', at, 'next'] }] : [made];
}

function add(document: Json, { place, kind, id, body }: Extract<Operation, { do: 'add' }>): Edit[] | null {
  const steps = stepsOf(document);
  const target = targetOf(steps, place);
  if (target === undefined) return null;
  const at = listPlace(steps, place, target);
  const insert: Edit = { do: 'insert', list: ['steps'], at, value: { id, [kind]: body } };
  const wishes = new Map(steps.map((step, n) => [idOf(step), nextOf(steps, n)]));
  wishes.set(id, target);
  return linked(document, [insert], wishes, place, id);
}

function move(document: Json, from: number, place: Place): Edit[] | null {
  const steps = stepsOf(document);
  const id = idOf(steps[from]);
  const target = targetOf(steps, place);
  if (target === undefined || (place !== 'beginning' && place.after === id)) return null;
  if (target === id) return [];
  const after = nextOf(steps, from);
  const wishes = new Map(steps.map((step, n) => [idOf(step), nextOf(steps, n)]));
  const freed = freedFrom(steps, id, after, wishes);
  wishes.set(id, target);
  const at = listPlace(steps, place, target);
  const to = at > from ? at - 1 : at;
  const moves: Edit[] = to === from ? [] : [{ do: 'move', list: ['steps'], from, to }];
  return linked(document, [...freed, ...moves], wishes, place, id);
}

function remove(document: Json, at: number): Edit[] {
  const steps = stepsOf(document);
  const id = idOf(steps[at]);
  const after = nextOf(steps, at);
  const wishes = new Map(steps.map((step, n) => [idOf(step), nextOf(steps, n)]));
  const freed = freedFrom(steps, id, after === id ? null : after, wishes);
  wishes.delete(id);
  const gone: Edit[] = [...freed, { do: 'drop', path: ['steps', at] }];
  const dangling = stepsOf(applied(document, gone)).flatMap((step, place) =>
    referencesOf(step)
      .filter(({ path, to }) => to === id && path[0] !== 'next')
      .map(({ path }): Path => ['steps', place, ...path]),
  );
  if (dangling.length === 0) return linked(document, gone, wishes);
  // A way that led to what is gone, and then to the end, leads to a step that leaves.
  const [end, ...made] = endStep(stepsOf(applied(document, gone)));
  return linked(
    document,
    [...gone, ...dangling.map((path): Edit => ({ do: 'set', path, value: end })), ...made],
    wishes,
  );
}

/** Leads whoever went to a step past it, to where it went itself. */
function freedFrom(
  steps: readonly Fields[],
  id: string,
  after: string | null,
  wishes: Map<string, string | null>,
): Edit[] {
  for (const [from, to] of wishes) if (to === id) wishes.set(from, after);
  if (after === null) return [];
  return steps.flatMap((step, place) =>
    referencesOf(step)
      .filter(({ path, to }) => to === id && path[0] !== 'next')
      .map(({ path }): Edit => ({ do: 'set', path: ['steps', place, ...path], value: after })),
  );
}

/** Where a place leads before something is put there; undefined if there is no such place. */
function targetOf(steps: readonly Fields[], place: Place): string | null | undefined {
  if (place === 'beginning') return steps[0] ? idOf(steps[0]) : null;
  const at = steps.findIndex(step => idOf(step) === place.after);
  const step = steps[at];
  const out = step && waysOf(step).find(({ way }) => way === place.way);
  if (!out) return undefined;
  if (out.to !== null) return out.to;
  // Without a voucher one leaves; every other way without a name goes on as the step does.
  return out.path[0] === 'voucher' ? null : nextOf(steps, at);
}

/** Where in the list a step stands that is put there: so that it reads from top to bottom. */
function listPlace(steps: readonly Fields[], place: Place, target: string | null): number {
  if (place === 'beginning') return 0;
  const at = steps.findIndex(step => idOf(step) === place.after);
  if (place.way === 'next' || target === null) return place.way === 'next' ? at + 1 : steps.length;
  const next = steps.findIndex(step => idOf(step) === target);
  return next > at ? next : at + 1;
}

/** These edits, and what it takes that each step goes on where it should; the place leads to the step that was put there. */
function linked(document: Json, edits: Edit[], wishes: Map<string, string | null>, place?: Place, id?: string): Edit[] {
  const all = [...edits];
  if (place && place !== 'beginning' && id !== undefined) {
    const steps = stepsOf(applied(document, all));
    const at = steps.findIndex(step => idOf(step) === place.after);
    const out = waysOf(steps[at] ?? {}).find(({ way }) => way === place.way);
    if (place.way === 'next') wishes.set(place.after, id);
    else if (out) all.push({ do: 'set', path: ['steps', at, ...out.path], value: id });
  }
  const strays = (steps: readonly Fields[]) =>
    steps.flatMap((step, at) => {
      const wish = wishes.get(idOf(step));
      return kindOf(step) === 'exit' || wish === undefined || nextOf(steps, at) === wish ? [] : [{ at, wish }];
    });
  const steps = stepsOf(applied(document, all));
  const [end, ...made] = strays(steps).some(({ wish }) => wish === null) ? endStep(steps) : [''];
  all.push(...made);
  const now = stepsOf(applied(document, all));
  return [...all, ...strays(now).flatMap(({ at, wish }) => lead(now, at, wish ?? end))];
}

/** Leads a step to another by its `next`, or by standing above it. */
function lead(steps: readonly Fields[], at: number, to: string): Edit[] {
  const path: Path = ['steps', at, 'next'];
  if (idOf(steps[at + 1]) !== to) return [{ do: 'set', path, value: to }];
  return 'next' in (steps[at] ?? {}) ? [{ do: 'drop', path }] : [];
}
