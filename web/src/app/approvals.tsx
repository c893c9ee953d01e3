import { ApprovalPage as Approval } from '../approval/ApprovalPage';
import type { Pictured } from '../approval/ApprovalThing';
import { ReleasePage as Release } from '../approval/ReleasePage';
import { useTranslation } from '../i18n';
import { Explanation } from '../journey/Explanation';
import { JourneyFlow } from '../journey/JourneyFlow';
import { LookAndLanguage } from '../ui/LookAndLanguage';
import { Panel } from '../ui/Page';
import styles from './Outside.module.css';
import { Wordmark } from './Wordmark';

/** A journey in picture and words, beside the buttons that release it: here two domains meet. */
function Journey({ graph, explained }: Parameters<Pictured>[0]) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t('graph.title')} flush>
        <JourneyFlow graph={graph} counts={null} />
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
  return (
    <div className={styles.outside}>
      <Wordmark />
      <Release picture={picture} />
      <div className={styles.choices}>
        <LookAndLanguage />
      </div>
    </div>
  );
}
