import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreateNode, usePlan } from '../api/plan';
import type { PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';
import { freeId } from '../ui/idFrom';
import { useSay } from '../ui/notices';
import { PeriodInputs } from './PeriodInputs';
import { levelBelow } from './tree';
import { useRefusal } from './useRefusal';

/** Adds a node right below another, or a plan. */
export function NodeDialog({ parent, onClose }: { parent: PlanNode | null; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const create = useCreateNode();
  const plan = usePlan();
  const level = parent ? levelBelow(parent.level) : 'plan';
  const [name, setName] = useState('');
  const [period, setPeriod] = useState({ starts: '', ends: '' });
  const [currency, setCurrency] = useState('EUR');
  const refusal = useRefusal(create.error, ['name', 'period', 'currency']);
  if (!level) return null;
  const submit = () => {
    const taken = plan.data?.nodes.filter(node => node.level === level).map(node => node.id.slice(level.length + 1));
    create.mutate(
      {
        id: `${level}:${freeId(name, level, taken ?? [])}`,
        parent: parent?.id ?? null,
        name: name.trim(),
        starts: period.starts || null,
        ends: period.ends || null,
        currency: parent ? null : currency.trim().toUpperCase(),
      },
      {
        onSuccess: () => {
          say(t('plan.added', { name: name.trim() }));
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t(`plan.new_${level}`)}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={create.isPending}
      error={refusal.rest}
      disabled={name.trim() === '' || !plan.data}
    >
      {parent ? <p className="soft">{t('plan.below', { name: parent.name })}</p> : null}
      <TextInput
        label={t('plan.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        error={refusal.at('name')}
        required
        maxLength={200}
        data-autofocus
      />
      <PeriodInputs {...period} onChange={setPeriod} required={!parent} error={refusal.at('period')} />
      {parent ? null : (
        <TextInput
          label={t('plan.currency')}
          value={currency}
          onChange={event => setCurrency(event.currentTarget.value)}
          pattern="[A-Za-z]{3}"
          error={refusal.at('currency')}
          required
        />
      )}
    </FormDialog>
  );
}
