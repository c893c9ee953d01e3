import { Link } from '@tanstack/react-router';
import type { Attention, Change, NodeChange } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { useSaid } from '../ui/said';
import { nodePath } from '../ui/usePlanThread';
import { ChangesOfTree } from './NodeChanges';

/** What changed since yesterday, biggest first, each with its reason. */
export function ChangeList({ changes: all, tree }: { changes: readonly Change[]; tree: readonly NodeChange[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useSaid();
  const changes = all.filter(change => change.after.minor !== change.before.minor).slice(0, 8);
  if (changes.length === 0 && tree.length === 0) {
    return <Empty title={t('changes.empty_title')}>{t('changes.empty')}</Empty>;
  }
  return (
    <div className="stack">
      {tree.length > 0 ? <ChangesOfTree changes={tree.slice(0, 8)} /> : null}
      <ul className="log">
        {changes.map(change => {
          const amount = { minor: change.after.minor - change.before.minor, currency: change.after.currency };
          return (
            <li key={`${change.node} ${change.kind}`} className="stack tight">
              <div className="between">
                <Link to={nodePath(change.node)}>
                  <Foreign>{change.name}</Foreign>
                </Link>
                <strong>{format.money(amount, 'whole', true)}</strong>
              </div>
              <p className="small soft">
                {t(`money.${change.kind}`)} · {say('change', change.said) ?? foreign(change.why)}
              </p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What a person should look at now. */
export function AttentionList({ items }: { items: readonly Attention[] }) {
  const code = useCode();
  const format = useFormat();
  return (
    <ul className="stack tight">
      {items.map(item => (
        <li key={`${item.kind} ${item.link}`} className="notice wait">
          <div className="between">
            <Link to={item.kind === 'over_budget' ? '/plan?only=over' : item.link}>{code('attention', item.kind)}</Link>
            <strong>{format.number(item.count)}</strong>
          </div>
        </li>
      ))}
    </ul>
  );
}
