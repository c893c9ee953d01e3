import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChangeNode } from '../api/plan';
import { useBrands } from '../api/settings';
import type { NodePatch, PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { PeriodInputs } from './PeriodInputs';
import { ReasonInput } from './ReasonInput';
import { useRefusal } from './useRefusal';

interface EditProps {
  view: PlanNodeView;
  onClose: () => void;
}

function useEdit({ view, onClose }: EditProps) {
  const { t } = useTranslation();
  const say = useSay();
  // What was read when the dialog opened: what comes in meanwhile is not overwritten unseen.
  const [revision] = useState(view.revision);
  const change = useChangeNode(view.node.id, revision);
  const send = (patch: NodePatch) =>
    change.mutate(patch, {
      onSuccess: () => {
        say(t('node.changed', { name: patch.name ?? view.node.name }));
        onClose();
      },
    });
  return { change, send };
}

/** Calls a node otherwise; its id stays. */
export function RenameDialog(props: EditProps) {
  const { t } = useTranslation();
  const { node } = props.view;
  const { change, send } = useEdit(props);
  const [name, setName] = useState(node.name);
  const [reason, setReason] = useState('');
  const refusal = useRefusal(change.error, ['name', 'reason']);
  return (
    <FormDialog
      title={t('node.rename_title', { name: node.name })}
      onClose={props.onClose}
      verb={t('node.rename')}
      onSubmit={() => send({ name: name.trim(), reason: reason.trim() })}
      busy={change.isPending}
      error={refusal.rest}
      disabled={name.trim() === '' || name.trim() === node.name || reason.trim() === ''}
    >
      <TextInput
        label={t('plan.name')}
        description={t('node.rename_hint')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        error={refusal.at('name')}
        required
        maxLength={200}
        data-autofocus
      />
      <ReasonInput value={reason} onChange={setReason} error={refusal.at('reason')} />
    </FormDialog>
  );
}

/** Says who answers for a node, for which brand it is, and when it runs. */
export function DetailsDialog(props: EditProps) {
  const { t } = useTranslation();
  const { node } = props.view;
  const { change, send } = useEdit(props);
  const brands = useBrands();
  const [owner, setOwner] = useState(node.owner ?? '');
  const [brand, setBrand] = useState(node.brand ?? '');
  const [period, setPeriod] = useState({ starts: node.starts ?? '', ends: node.ends ?? '' });
  const [reason, setReason] = useState('');
  const refusal = useRefusal(change.error, ['period', 'reason']);
  const submit = () => {
    const { starts, ends } = period;
    const dated = starts !== (node.starts ?? '') || ends !== (node.ends ?? '');
    send({
      ...(owner.trim() !== (node.owner ?? '') && { owner: owner.trim() || null }),
      ...(brand !== (node.brand ?? '') && { brand: brand || null }),
      ...(dated && { starts: starts || null, ends: ends || null }),
      reason: reason.trim(),
    });
  };
  return (
    <FormDialog
      title={t('node.details_title', { name: node.name })}
      onClose={props.onClose}
      verb={t('action.save')}
      onSubmit={submit}
      busy={change.isPending}
      error={refusal.rest}
      disabled={reason.trim() === ''}
    >
      <TextInput
        label={t('node.owner')}
        description={t('node.owner_hint')}
        value={owner}
        onChange={event => setOwner(event.currentTarget.value)}
        maxLength={200}
        data-autofocus
      />
      <NativeSelect
        label={t('field.brand')}
        value={brand}
        onChange={event => setBrand(event.currentTarget.value)}
        data={[
          { value: '', label: t('node.every_brand') },
          ...(brands.data ?? []).map(one => ({ value: one.id, label: foreign(one.name) })),
        ]}
      />
      <PeriodInputs
        {...period}
        onChange={setPeriod}
        required={node.level === 'plan'}
        error={refusal.at('period')}
        hint={node.level === 'plan' ? undefined : t('node.period_hint')}
      />
      <ReasonInput value={reason} onChange={setReason} error={refusal.at('reason')} />
    </FormDialog>
  );
}
