import type { ApprovalView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Panel } from '../ui/Page';
import { State, type Tone } from '../ui/State';
import { useList } from './useList';

type Stage = ApprovalView['stages'][number];

const TONES: Record<string, Tone> = { open: 'wait', released: 'good' };
/** The one stage where no template says others: it has no name of anyone's choosing. */
const ONLY = { id: 'release', name: 'Release' };

/** The stages in their order: who said yes, and for whom each waits. */
export function ApprovalStages({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const list = useList();
  const shown = view.stages.filter(stage => stage.progress !== 'skipped');
  const nameOf = ({ id, name }: Stage) =>
    id === ONLY.id && name === ONLY.name ? t('approval.release_stage') : foreign(name);
  return (
    <Panel title={t('approval.stages')}>
      <ol className="log">
        {shown.map(stage => (
          <li key={stage.id} className="stack tight">
            <div>
              <State tone={TONES[stage.progress] ?? 'plain'}>{nameOf(stage)}</State>
            </div>
            {stage.yes.length > 0 ? (
              <p>
                {list(stage.yes)} {t('approval_event.yes')}
              </p>
            ) : null}
            {stage.waits_for.length > 0 ? (
              <p className="soft">{t('approval.waits_for', { people: list(stage.waits_for) })}</p>
            ) : null}
            {stage.stuck.length > 0 ? <p className="notice bad">{t('approval.stuck')}</p> : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
