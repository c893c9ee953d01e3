import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { freshKey } from '../api/key';
import { useTransfer } from '../api/plan';
import type { PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { parseMoney } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { findNode } from '../ui/usePlanThread';
import { activitiesByCampaign } from './tree';

/** Moves planned money from one activity to another, or in and out of the plan; always with a reason, never edited later. */
export function TransferDialog({ nodes, onClose }: { nodes: readonly PlanNode[]; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useSay();
  const transfer = useTransfer();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  // One dialog is one decision: asked again after a hiccup, it is booked once.
  const [key] = useState(freshKey);
  const [source, target] = [findNode(nodes, from), findNode(nodes, to)];
  const currency = source?.currency ?? target?.currency ?? nodes[0]?.currency ?? 'EUR';
  const mixed = source && target && source.currency !== target.currency;
  const amount = parseMoney(text, currency, format.locale);
  const names = activitiesByCampaign(nodes);
  const wrongAmount = text !== '' && (!amount || amount.minor <= 0);
  const ready = amount && amount.minor > 0 && from !== to && !mixed && reason.trim() !== '';
  const submit = () => {
    if (!ready) return;
    transfer.mutate(
      { key, input: { from: from || null, to: to || null, amount, reason: reason.trim() } },
      {
        onSuccess: done => {
          say(Array.isArray(done) ? t('transfer.done', { amount: format.money(amount) }) : t('transfer.asked'));
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t('transfer.title')}
      onClose={onClose}
      verb={t('transfer.verb')}
      onSubmit={submit}
      busy={transfer.isPending}
      error={transfer.error}
      disabled={!ready}
    >
      <p className="soft">{t('transfer.lead')}</p>
      <NativeSelect
        label={t('transfer.from')}
        value={from}
        onChange={event => setFrom(event.currentTarget.value)}
        data={[{ value: '', label: t('transfer.outside_in') }, ...names]}
        description={source ? t('transfer.free', { amount: format.money(source.figures.free) }) : undefined}
      />
      <NativeSelect
        label={t('transfer.to')}
        value={to}
        onChange={event => setTo(event.currentTarget.value)}
        error={mixed ? t('transfer.mixed', { from: source.currency, to: target.currency }) : undefined}
        data={[{ value: '', label: t('transfer.outside_out') }, ...names]}
      />
      <TextInput
        label={t('transfer.amount', { currency })}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        inputMode="decimal"
        required
        error={wrongAmount ? t('transfer.wrong_amount') : undefined}
      />
      <Textarea
        label={t('transfer.reason')}
        description={t('transfer.reason_hint')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        required
        maxLength={512}
        rows={2}
      />
    </FormDialog>
  );
}
