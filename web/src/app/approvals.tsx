import { ApprovalPage as Approval } from '../approval/ApprovalPage';
import type { Pictured } from '../approval/ApprovalThing';
import { ReleasePage as Release } from '../approval/ReleasePage';
import { useTranslation } from '../i18n';
import { Explanation } from '../journey/Explanation';
import { laterPart } from '../ui/later';
import { Panel } from '../ui/Page';

const JourneyGraph = laterPart(async () => (await import('../journey/JourneyGraph')).JourneyGraph);

/** A journey in picture and words, beside the buttons that release it: here two domains meet. */
function Journey({ graph, explained }: Parameters<Pictured>[0]) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t('graph.title')} flush>
        <JourneyGraph graph={graph} counts={null} />
      </Panel>
      <Panel title={t('approval.in_words')}>
        <Explanation explained={explained} />
      </Panel>
    </>
  );
}

const picture: Pictured = journey => <Journey {...journey} />;

export function ApprovalPage() {
  return <Approval picture={picture} />;
}

export function ReleasePage() {
  return <Release picture={picture} />;
}
