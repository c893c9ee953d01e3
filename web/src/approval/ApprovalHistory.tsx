import type { ApprovalView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';
import { useList } from './useList';

/** Everything that happened, newest first. */
export function ApprovalHistory({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const list = useList();
  return (
    <Panel title={t('approval.history')}>
      <ol className="log" reversed>
        {view.history.toReversed().map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added, and have no other identity
          <li key={view.history.length - at} className="stack tight">
            <p>
              {entry.by ? `${foreign(entry.by.name)} ` : ''}
              {entry.acting_for.length > 0 ? `(${t('approval.acting_for', { people: list(entry.acting_for) })}) ` : ''}
              {word('approval_event', entry.what)}
              {entry.to.length > 0 ? `: ${list(entry.to)}` : ''}
            </p>
            {entry.text ? (
              <p className="quote">
                {entry.region ? <span className="small soft">{foreign(entry.region)}: </span> : null}
                <Foreign>{entry.text}</Foreign>
              </p>
            ) : null}
            <p className="small soft">{format.time(entry.at)}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
