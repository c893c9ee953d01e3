import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useMoveNode, usePlan } from '../api/plan';
import type { PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { ReasonInput } from './ReasonInput';
import { parentsFor } from './tree';
import { useRefusal } from './useRefusal';

/** Hangs a node under another parent; its figures go along, the past stays as it was. */
export function MoveDialog({ view, onClose }: { view: PlanNodeView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const plan = usePlan();
  const { node } = view;
  const [revision] = useState(view.revision);
  const move = useMoveNode(node.id, revision);
  const [parent, setParent] = useState('');
  const [reason, setReason] = useState('');
  const refusal = useRefusal(move.error, ['name', 'period', 'parent', 'reason']);
  const groups = parentsFor(plan.data?.nodes ?? [], node);
  const submit = () =>
    move.mutate(
      { parent, reason: reason.trim() },
      {
        onSuccess: () => {
          say(t('node.moved', { name: node.name }));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('node.move_title', { name: node.name })}
      onClose={onClose}
      verb={t('node.move')}
      onSubmit={submit}
      busy={move.isPending}
      error={refusal.rest}
      disabled={parent === '' || reason.trim() === ''}
    >
      <p className="soft">{t('node.move_text')}</p>
      {groups.length === 0 ? (
        <p className="notice wait">{t('node.move_nowhere')}</p>
      ) : (
        <NativeSelect
          label={t('node.move_to')}
          value={parent}
          onChange={event => setParent(event.currentTarget.value)}
          data={[{ value: '', label: t('node.move_choose') }, ...groups]}
          error={refusal.at('parent') ?? refusal.at('period') ?? refusal.at('name')}
          required
          data-autofocus
        />
      )}
      <ReasonInput value={reason} onChange={setReason} error={refusal.at('reason')} />
    </FormDialog>
  );
}
