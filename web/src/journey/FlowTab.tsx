import { Link } from '@tanstack/react-router';
import type { JourneyCounts, JourneyView, ReasonCount } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Panel } from '../ui/Page';
import { useReason } from '../ui/useReason';
import { Explanation } from './Explanation';
import { JourneyFlow } from './JourneyFlow';
import { StepPeople } from './StepPeople';
import { StepTable } from './StepTable';

/** What the journey does, as a picture and in sentences, with the people in it. */
export function FlowTab({ view, counts }: { view: JourneyView; counts: JourneyCounts | null }) {
  const { t } = useTranslation();
  const live = view.summary.version ? view.summary.id : undefined;
  return (
    <div className="main-side">
      <div className="stack">
        <Panel title={t('graph.title')} flush>
          <JourneyFlow graph={view.graph} counts={counts} journey={live} />
          {counts && counts.goal > 0 ? <p className="small soft below">{t('graph.goal_note')}</p> : null}
        </Panel>
        <Panel
          title={t('steps.title')}
          aside={
            <Link to="/deliveries" search={{ journey: view.summary.id }}>
              {t('graph.messages')}
            </Link>
          }
          flush
        >
          <StepTable graph={view.graph} counts={counts?.steps ?? []} journey={live} />
        </Panel>
      </div>
      <div className="stack">
        <Panel title={t('journey.in_words')}>
          <Explanation explained={view.explained} />
        </Panel>
        <Panel title={t('journey.refusals')}>
          <Refusals reasons={counts?.refusals ?? []} journey={live} />
        </Panel>
        {counts && counts.not_entered.length > 0 ? (
          <Panel title={t('journey.not_entered')}>
            <Refusals reasons={counts.not_entered} />
          </Panel>
        ) : null}
      </div>
      <StepPeople view={view} />
    </div>
  );
}

interface RefusalsProps {
  reasons: readonly ReasonCount[];
  /** Which journey's messages a reason opens; none where there are no such messages. */
  journey?: string | undefined;
}

/** Reasons, most frequent first; each opens the messages it stopped. */
export function Refusals({ reasons, journey }: RefusalsProps) {
  const { t } = useTranslation();
  const why = useReason();
  const format = useFormat();
  if (reasons.length === 0) return <p className="soft">{t('journey.no_refusals')}</p>;
  return (
    <ul className="log">
      {reasons.map(reason => (
        <li key={reason.code} className="between">
          {journey ? (
            <Link to="/deliveries" search={{ journey, state: 'not_sent', reason: reason.code }}>
              {why(reason.code)}
            </Link>
          ) : (
            <span>{why(reason.code)}</span>
          )}
          <strong>{format.number(reason.count)}</strong>
        </li>
      ))}
    </ul>
  );
}
