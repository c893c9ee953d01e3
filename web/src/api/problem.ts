import type { HintSaid, ProblemSaid } from './types';

/** One error in a document: where, which (a stable code), the server's own words for it, and what to do about it. */
export interface ProblemField {
  path: string;
  code: string;
  message: string;
  hint: HintSaid | null;
}

/** A problem document of the API (RFC 9457) as an error: what happened, why, and what to do. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The case as a code with values, where it has one. */
  readonly said: ProblemSaid | null;
  /** The rule that forbids it, for what was refused. */
  readonly reason: string;
  readonly fields: ProblemField[];

  constructor(status: number, body: Record<string, unknown>) {
    const text = (key: string) => (typeof body[key] === 'string' ? (body[key] as string) : '');
    super(text('detail') || text('title'));
    this.status = status;
    this.code = text('code');
    this.title = text('title');
    this.detail = text('detail');
    this.said = isSaid(body.said) ? body.said : null;
    this.reason = text('reason');
    this.fields = Array.isArray(body.problems) ? body.problems.map(readField) : [];
  }

  /** Whatever was thrown, as a problem; status 0 means that the server could not be reached. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem(0, { detail: error instanceof TypeError ? '' : String((error as Error)?.message ?? error) });
  }
}

function isSaid(said: unknown): said is ProblemSaid {
  return typeof (said as { code?: unknown } | null)?.code === 'string';
}

function readField(entry: unknown): ProblemField {
  const field = (entry ?? {}) as Record<string, unknown>;
  const line = typeof field.line === 'number' && field.line > 0 ? `${field.line}:${field.column}` : '';
  return {
    path: line || String(field.path ?? ''),
    code: String(field.code ?? ''),
    message: String(field.message ?? ''),
    hint: isSaid(field.hint_said) ? (field.hint_said as unknown as HintSaid) : null,
  };
}
