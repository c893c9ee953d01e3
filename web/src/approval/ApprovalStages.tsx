import type { ApprovalView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Panel } from '../ui/Page';
import { State, type Tone } from '../ui/State';
import styles from './approval.module.css';
import { useList } from './useList';

const TONES: Record<string, Tone> = { open: 'wait', released: 'good' };

/** The stages in their order: who said yes, and for whom each waits. */
export function ApprovalStages({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const list = useList();
  const shown = view.stages.filter(stage => stage.progress !== 'skipped');
  return (
    <Panel title={t('approval.stages')}>
      <ol className={styles.history}>
        {shown.map(stage => (
          <li key={stage.id}>
            <State tone={TONES[stage.progress] ?? 'plain'}>{foreign(stage.name)}</State>
            {stage.yes.length > 0 ? (
              <div>
                {list(stage.yes)} {t('approval_event.yes')}
              </div>
            ) : null}
            {stage.waits_for.length > 0 ? (
              <div className="soft">{t('approval.waits_for', { people: list(stage.waits_for) })}</div>
            ) : null}
            {stage.stuck.length > 0 ? <p className="notice bad">{t('approval.stuck')}</p> : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
