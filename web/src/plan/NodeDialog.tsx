import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCreateNode } from '../api/plan';
import type { PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { Dialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { idFrom } from './kinds';
import { levelBelow } from './tree';

/** Begins a plan where there is none. */
export function NewPlanButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="filled" onClick={() => setOpen(true)}>
        {t('plan.begin')}
      </Button>
      {open ? <NodeDialog parent={null} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Adds a node right below another, or a plan. */
export function NodeDialog({ parent, onClose }: { parent: PlanNode | null; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const create = useCreateNode();
  const level = parent ? levelBelow(parent.level) : 'plan';
  const [name, setName] = useState('');
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');
  const [currency, setCurrency] = useState('EUR');
  if (!level) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      {
        id: `${level}:${idFrom(name)}`,
        parent: parent?.id ?? null,
        name: name.trim(),
        starts: starts || null,
        ends: ends || null,
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
    <Dialog onClose={onClose} title={t(`plan.new_${level}`)}>
      <form className="stack" onSubmit={submit}>
        {parent ? <p className="soft">{t('plan.below', { name: parent.name })}</p> : null}
        <TextInput
          label={t('plan.name')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          required
          maxLength={200}
          data-autofocus
        />
        <div className="columns">
          <TextInput
            type="date"
            label={t('plan.starts')}
            value={starts}
            required={!parent}
            onChange={e => setStarts(e.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('plan.ends')}
            value={ends}
            min={starts}
            required={!parent}
            onChange={e => setEnds(e.currentTarget.value)}
          />
        </div>
        {parent ? null : (
          <TextInput
            label={t('plan.currency')}
            value={currency}
            onChange={event => setCurrency(event.currentTarget.value)}
            pattern="[A-Za-z]{3}"
            required
          />
        )}
        {create.isError ? <ProblemNotice error={create.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={create.isPending} disabled={idFrom(name) === ''}>
            {t('action.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
