import { Button, Skeleton } from '@mantine/core';
import { IconNeedleThread } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem';
import { isAway } from '../api/reach';
import { useTranslation } from '../i18n';
import { Foreign } from './Foreign';
import { useSaid } from './said';

/** Grey lines in the shape of what is coming, announced once to a screen reader. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status">
      <span className="sr">{t('state.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a skeleton have no other identity
        <Skeleton key={line} height={line === 0 ? 28 : 18} width={`${100 - ((line * 13) % 40)}%`} />
      ))}
    </div>
  );
}

/** What went wrong, why, and what to do about it. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t, i18n } = useTranslation();
  const say = useSaid();
  const problem = Problem.from(error);
  const word = (group: 'problem_title' | 'problem_hint') =>
    i18n.exists(`${group}.${problem.code}`) ? (t(`${group}.${problem.code}` as never) as string) : '';
  // English has the server's own words, with what they are about.
  const told = (code: string) => {
    if (i18n.language === 'en') return '';
    const key = `document_problem.${code}`;
    return t((i18n.exists(key) ? key : 'document_problem.other') as never) as string;
  };
  return (
    <div className="notice bad" role="alert">
      <strong>{isAway(error) ? t('away.title') : word('problem_title') || problem.title || t('problem.title')}</strong>
      <ProblemDetail problem={problem} />
      {problem.fields.length > 0 ? (
        <ul className="small">
          {problem.fields.map(field => (
            <li key={`${field.path} ${field.message}`}>
              <span className="mono">
                <Foreign>{field.path}</Foreign>
              </span>{' '}
              {told(field.code) ? (
                <>
                  {told(field.code)} <InEnglish text={field.message} />
                </>
              ) : (
                <Foreign>{field.message}</Foreign>
              )}{' '}
              {field.hint ? <span className="soft">{say('hint', field.hint)}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="small">{word('problem_hint') || t(isAway(error) ? 'problem.offline' : 'problem.what_to_do')}</p>
      {retry ? (
        <div>
          <Button onClick={retry}>{t('action.retry')}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** Problems whose title says all there is to say of a case. */
const SAYS_ALL = [
  'not_found',
  'not_signed_in',
  'wrong_token',
  'internal',
  'unavailable',
  'disk_full',
  'history_mending',
];

/** Where the language files have words for the rule that stands against something. */
const REASONS = [
  'problem_reason',
  'plan_refusal',
  'voucher_refusal',
  'consent_refusal',
  'refusal',
  'illegible',
] as const;

/** What is wrong in this case, in the reader's language where that is possible. */
export function ProblemDetail({ problem }: { problem: Problem }) {
  const say = useSaid();
  const { t, i18n } = useTranslation();
  const told = problem.said && say('problem_said', problem.said);
  if (told) return <p>{told}</p>;
  // In English the server's own words name what they are about.
  const rule = REASONS.map(group => `${group}.${problem.reason}`).find(key => problem.reason && i18n.exists(key));
  if (rule && i18n.language !== 'en')
    return (
      <>
        <p className="sentence">{t(rule as never)}</p>
        <InEnglish text={problem.detail} />
      </>
    );
  return SAYS_ALL.includes(problem.code) && i18n.language !== 'en' ? null : <InEnglish text={problem.detail} />;
}

/** What only the server's English tells; for readers of other languages behind a word that says so. */
export function InEnglish({ text }: { text: string }) {
  const { t, i18n } = useTranslation();
  if (text === '') return null;
  const english = (
    <p lang="en">
      <Foreign>{text}</Foreign>
    </p>
  );
  if (i18n.language === 'en') return english;
  return (
    <details className="small">
      <summary>{t('problem.in_english')}</summary>
      {english}
    </details>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** A place with nothing in it yet: says what belongs here and how it gets here. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <IconNeedleThread size={28} stroke={1.4} aria-hidden />
      <h3>{title}</h3>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

interface AwaitProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** Said instead of the children when there is nothing to show. */
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
  lines?: number;
}

/**
 * The three faces of everything that is fetched: coming, not to be had, here. What was here stays beside an error; that the server
 * cannot be reached is said once, above the screen.
 */
export function Await<T>({ query, children, empty, isEmpty, lines }: AwaitProps<T>) {
  if (query.data === undefined) {
    return query.isError ? (
      <ProblemNotice error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading lines={lines ?? 4} />
    );
  }
  const stale =
    query.isError && !isAway(query.error) ? (
      <ProblemNotice error={query.error} retry={() => void query.refetch()} />
    ) : null;
  return (
    <>
      {stale}
      {empty && isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}
