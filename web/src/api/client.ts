import createClient from 'openapi-fetch';
import { Problem } from './problem';
import type { paths } from './schema';

/** The API of this installation; the session travels as a cookie. */
export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  fetch: request => globalThis.fetch(request),
});

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The body of an answer, or the problem it told. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  throw new Problem(response.status, toBody(error, response));
}

function toBody(error: unknown, response: Response): Record<string, unknown> {
  return typeof error === 'object' && error !== null
    ? (error as Record<string, unknown>)
    : {
        title: `${response.status} ${response.statusText}`.trim(),
        detail: typeof error === 'string' ? error.slice(0, 300) : '',
      };
}
