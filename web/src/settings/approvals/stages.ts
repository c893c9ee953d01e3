import type { TemplateInput } from '../../api/types';

/** A stage as the form has it: one role asked, with what most templates say. What else a stage says stays as it is. */
export interface StageForm {
  id: string;
  name: string;
  role: string;
  when: string;
  quorum: number;
  due: number;
  rest: Record<string, unknown>;
}

type Stage = Record<string, unknown>;

const HOURS = /^(\d+)h$/;

function roleOf(stage: Stage): string | null {
  const required = Array.isArray(stage.required) ? stage.required : [];
  const only = required.length === 1 && stage.optional === undefined ? required[0] : null;
  const role = (only as { role?: { role?: unknown; at?: unknown } } | null)?.role;
  return role?.at === undefined && typeof role?.role === 'string' ? role.role : null;
}

/** The stages of a template for the form; none if it says something that the form cannot show, such as stages side by side. */
export function formOf(steps: readonly unknown[]): StageForm[] | null {
  const stages: StageForm[] = [];
  for (const step of steps) {
    const [stage, beside] = Array.isArray(step) ? (step as Stage[]) : [];
    const role = stage && !beside ? roleOf(stage) : null;
    if (!stage || role === null) return null;
    const { id, name, when, quorum, due, required: _, ...rest } = stage;
    const hours = due === undefined ? '0' : HOURS.exec(String(due))?.[1];
    if (hours === undefined) return null;
    stages.push({
      id: String(id),
      name: String(name),
      role,
      when: typeof when === 'string' ? when : '',
      quorum: Number(quorum ?? 1),
      due: Number(hours),
      rest,
    });
  }
  return stages;
}

/** The form's stages as a template has them. */
export function stagesOf(forms: readonly StageForm[]): TemplateInput['stages'] {
  return forms.map(({ id, name, role, when, quorum, due, rest }) => [
    {
      ...rest,
      id,
      name: name.trim(),
      required: [{ role: { role } }],
      quorum,
      ...(when.trim() && { when: when.trim() }),
      ...(due > 0 && { due: `${due}h` }),
    },
  ]);
}

/** One more stage, with an id that none of these has. */
export function oneMore(forms: readonly StageForm[]): StageForm {
  const taken = new Set(forms.map(form => form.id));
  let number = forms.length + 1;
  while (taken.has(`stage-${number}`)) number += 1;
  return { id: `stage-${number}`, name: '', role: 'area_head', when: '', quorum: 1, due: 8, rest: {} };
}
