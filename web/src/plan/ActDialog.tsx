import { useState } from 'react';
import { type NodeAct, useNodeAct } from '../api/plan';
import type { PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { ReasonInput } from './ReasonInput';
import { useRefusal } from './useRefusal';

/** Closes, reopens, archives or brings back, with what that means and a reason. */
export function ActDialog({ view, act, onClose }: { view: PlanNodeView; act: NodeAct; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const { node } = view;
  const [revision] = useState(view.revision);
  const change = useNodeAct(node.id, revision);
  const [reason, setReason] = useState('');
  const refusal = useRefusal(change.error, ['name', 'act', 'reason']);
  const against = refusal.at('act') ?? refusal.at('name');
  const submit = () =>
    change.mutate(
      { act, reason: reason.trim() },
      {
        onSuccess: () => {
          say(t(`node.${act}_done`, { name: node.name }));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t(`node.${act}_title`, { name: node.name })}
      onClose={onClose}
      verb={t(`node.${act}`)}
      onSubmit={submit}
      busy={change.isPending}
      error={refusal.rest}
      disabled={reason.trim() === ''}
    >
      <p className="soft">{t(`node.${act}_text`)}</p>
      {against ? (
        <p className="notice bad" role="alert">
          {against}
        </p>
      ) : null}
      <ReasonInput value={reason} onChange={setReason} error={refusal.at('reason')} />
    </FormDialog>
  );
}
