import { describe, expect, it } from 'vitest';
import { read } from './client';
import { Problem } from './problem';

describe('a problem', () => {
  it('keeps what happened, why, and where in a document', async () => {
    const response = new Response('', { status: 422 });
    const error = {
      title: 'The document has errors.',
      code: 'invalid_document',
      detail: 'line 7: there is no field `chanel`',
      problems: [{ line: 7, column: 3, code: 'unknown_field', path: 'steps.0', message: 'there is no field `chanel`' }],
    };
    const problem = await read(Promise.resolve({ error, response })).catch(Problem.from);
    expect(problem).toMatchObject({ status: 422, code: 'invalid_document' });
    expect((problem as Problem).fields).toEqual([
      { path: '7:3', code: 'unknown_field', message: 'there is no field `chanel`', hint: null },
    ]);
  });

  it('tells an unreachable server from a refusal', () => {
    expect(Problem.from(new TypeError('fetch failed'))).toMatchObject({ status: 0, detail: '' });
  });

  it('says at least the status when a proxy answers without a document', async () => {
    const response = new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    const problem = await read(Promise.resolve({ error: '<html>', response })).catch(Problem.from);
    expect(problem).toMatchObject({ status: 502, title: '502 Bad Gateway' });
  });
});
