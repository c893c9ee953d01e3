import { useNodeChanges, usePlan } from '../api/plan';
import type { NodeChange } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';

/** How a node became what it is: what was changed, by whom, when and why. */
export function NodeChanges({ id }: { id: string }) {
  const { t } = useTranslation();
  const changes = useNodeChanges(id);
  return (
    <Panel title={t('node.changes')}>
      <Await query={changes} lines={3}>
        {list => (list.length === 0 ? <Empty title={t('node.no_changes')} /> : <ChangesOfTree changes={list} />)}
      </Await>
    </Panel>
  );
}

/** Changes of the tree, newest first. */
export function ChangesOfTree({ changes }: { changes: readonly NodeChange[] }) {
  const format = useFormat();
  const say = useSentence();
  return (
    <ul className="log">
      {changes.map(change => (
        <li key={`${change.seq} ${change.what}`} className="stack tight">
          <p>{say(change)}</p>
          <p className="small soft">
            <Foreign>{change.author}</Foreign> · {format.time(change.at)}
            {change.what === 'added' ? null : (
              <>
                {' '}
                · <Foreign>{change.reason}</Foreign>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function useSentence(): (change: NodeChange) => string {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const plan = usePlan();
  const names = new Map(plan.data?.nodes.map(node => [node.id, node.name]));
  const text = ({ what }: NodeChange, value: string | null | undefined): string => {
    if (value == null) return word('node_change_from', what);
    if (what === 'moved') return names.get(value) ?? value;
    if (what === 'books_closed') return format.time(value, 'day');
    const [first = '', last] = value.split('/');
    return what === 'period' && last ? `${format.time(first, 'day')} – ${format.time(last, 'day')}` : value;
  };
  return change =>
    t(`node_change.${change.what}`, {
      name: change.name,
      before: text(change, change.before),
      after: text(change, change.after),
    });
}
