import { Link } from '@tanstack/react-router';
import type { JourneyCounts, JourneyView, ReasonCount } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { laterPart } from '../ui/later';
import { Panel } from '../ui/Page';
import { InWords } from './Explanation';
import { StepTable } from './StepTable';

const JourneyGraph = laterPart(async () => (await import('./JourneyGraph')).JourneyGraph);

/** What the journey does, as a picture and in sentences, with the people in it. */
export function FlowTab({ view, counts }: { view: JourneyView; counts: JourneyCounts | null }) {
  const { t } = useTranslation();
  return (
    <div className="main-side">
      <div className="stack">
        <Panel title={t('graph.title')} flush>
          <JourneyGraph graph={view.graph} counts={counts} />
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
          <StepTable graph={view.graph} counts={counts?.steps ?? []} />
        </Panel>
      </div>
      <div className="stack">
        <Panel title={t('journey.in_words')}>
          <InWords text={view.explanation} graph={view.graph} />
        </Panel>
        <Panel title={t('journey.refusals')}>
          <Refusals reasons={counts?.refusals ?? []} />
        </Panel>
      </div>
    </div>
  );
}

/** Why messages did not leave, most frequent first. */
export function Refusals({ reasons }: { reasons: readonly ReasonCount[] }) {
  const { t, i18n } = useTranslation();
  const word = useCode();
  const format = useFormat();
  if (reasons.length === 0) return <p className="soft">{t('journey.no_refusals')}</p>;
  return (
    <ul className="log">
      {reasons.map(reason => (
        <li key={reason.code} className="between">
          <span>{i18n.exists(`refusal.${reason.code}`) ? word('refusal', reason.code) : reason.text}</span>
          <strong>{format.number(reason.count)}</strong>
        </li>
      ))}
    </ul>
  );
}
