import { Problem } from '../api/problem';
import { useTranslation } from '../i18n';

/** Which field of a dialog a rule of the plan is about. */
const FIELDS = {
  bad_id: 'name',
  bad_name: 'name',
  name_taken: 'name',
  node_exists: 'name',
  bad_period: 'period',
  period_missing: 'period',
  currency_misplaced: 'currency',
  mixed_currency: 'parent',
  wrong_parent: 'parent',
  unknown_node: 'parent',
  closed_period: 'parent',
  node_closed: 'parent',
  bad_closing: 'day',
  reason_missing: 'reason',
  not_closed: 'act',
  node_archived: 'act',
  still_committed: 'act',
  pays_service_messages: 'act',
} as const;

export type Field = (typeof FIELDS)[keyof typeof FIELDS];

/** What the plan's rules have against a dialog's fields, in the reader's language; `rest` is what belongs to none of them. */
export function useRefusal(error: unknown, has: readonly Field[]) {
  const { t } = useTranslation();
  const problem = error ? Problem.from(error) : null;
  const reason = problem && problem.reason in FIELDS ? (problem.reason as keyof typeof FIELDS) : null;
  // A dialog without the field says it in its notice.
  const field = reason && has.includes(FIELDS[reason]) ? FIELDS[reason] : null;
  const said = reason ? t(`plan_refusal.${reason}`) : undefined;
  return {
    at: (wanted: Field) => (field === wanted ? said : undefined),
    rest: field ? null : error,
  };
}
