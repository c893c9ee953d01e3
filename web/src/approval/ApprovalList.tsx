import { Link } from '@tanstack/react-router';
import type { ApprovalSummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { State, type Tone } from '../ui/State';
import { useList } from './useList';

const TONES: Record<ApprovalSummary['state'], Tone> = {
  in_flight: 'wait',
  approved: 'good',
  approved_with_remarks: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
  expired: 'plain',
};

/** Approvals, each with the way to its page. */
export function ApprovalList({ of, empty }: { of: readonly ApprovalSummary[]; empty: string }) {
  if (of.length === 0) return <p className="soft">{empty}</p>;
  return (
    <ul className="log">
      {of.map(one => (
        <Line key={one.id} one={one} />
      ))}
    </ul>
  );
}

function Line({ one }: { one: ApprovalSummary }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const list = useList();
  // Who is asked alone needs no telling for whom it waits.
  const others = one.for_me && one.waits_for.length === 1 ? [] : one.waits_for;
  const facts = [
    t('approval.asked_by', { person: one.author.name, when: format.time(one.asked) }),
    others.length > 0 ? t('approval.waits_for', { people: list(others) }) : null,
    one.due ? t('approval.due', { when: format.time(one.due) }) : null,
  ];
  return (
    <li className="stack tight">
      <div className="between">
        <Link to="/approvals/$approval" params={{ approval: one.id }}>
          <Foreign>{one.name}</Foreign>
        </Link>
        {one.late ? (
          <State tone="bad">{t('approval.late')}</State>
        ) : (
          <State tone={TONES[one.state]}>{word('approval_state', one.state)}</State>
        )}
      </div>
      <p className="small">
        {word('approval_kind', one.kind)} · <Foreign>{one.node_name}</Foreign>
        {one.amount ? ` · ${format.money(one.amount)}` : null}
      </p>
      <p className="small soft">{facts.filter(fact => fact !== null).join(' · ')}</p>
    </li>
  );
}
