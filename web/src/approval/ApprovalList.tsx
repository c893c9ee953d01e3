import { Link } from '@tanstack/react-router';
import type { ApprovalSummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { State, type Tone } from '../ui/State';
import styles from './approval.module.css';
import { useList } from './useList';

const TONES: Record<ApprovalSummary['state'], Tone> = {
  in_flight: 'wait',
  approved: 'good',
  approved_with_remarks: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
  expired: 'plain',
};

/** Approvals, each a line that opens its page. */
export function ApprovalList({ of, empty }: { of: readonly ApprovalSummary[]; empty: string }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const list = useList();
  if (of.length === 0) return <p className="soft">{empty}</p>;
  return (
    <ul className={styles.list}>
      {of.map(one => (
        <li key={one.id}>
          <Link to="/approvals/$approval" params={{ approval: one.id }} className={styles.item}>
            <span className={styles.head}>
              <strong>{foreign(one.name)}</strong>
              <span className="small soft">
                {word('approval_kind', one.kind)} · {foreign(one.node_name)}
              </span>
            </span>
            <span className="small">
              {t('approval.asked_by', { person: one.author.name, when: format.time(one.asked) })}
              {one.amount ? ` · ${format.money(one.amount)}` : ''}
            </span>
            <span className="row small">
              {one.late ? (
                <State tone="bad">{t('approval.late')}</State>
              ) : (
                <State tone={TONES[one.state]}>{word('approval_state', one.state)}</State>
              )}
              {one.waits_for.length > 0 ? t('approval.waits_for', { people: list(one.waits_for) }) : null}
              {one.due ? ` · ${t('approval.due', { when: format.time(one.due) })}` : null}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
