import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetLimit } from '../../api/approvals';
import { usePeople, useRoles } from '../../api/people';
import { usePlan } from '../../api/plan';
import type { LimitInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { parseMoney } from '../../i18n/format';
import { useFormat } from '../../i18n/useFormat';
import { FormDialog } from '../../ui/Dialog';
import { useSay } from '../../ui/notices';

const ACTS = ['publish_journey', 'move_money'] as const;
const ROLE = 'role:';
const PERSON = 'person:';

/** Sets a limit: for a role or a person, for one act, at a place, up to an amount or any. */
export function LimitDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const say = useSay();
  const set = useSetLimit();
  const roles = useRoles().data ?? [];
  const people = (usePeople().data ?? []).filter(one => one.state !== 'closed' && !one.recovery_key);
  const nodes = usePlan().data?.nodes ?? [];
  const [holder, setHolder] = useState(`${ROLE}campaign_manager`);
  const [act, setAct] = useState<(typeof ACTS)[number]>('publish_journey');
  const [node, setNode] = useState('');
  const [text, setText] = useState('');
  const currency = nodes.find(one => one.id === node)?.currency ?? nodes[0]?.currency ?? 'EUR';
  const amount = text.trim() === '' ? null : parseMoney(text, currency, format.locale);
  const wrong = text.trim() !== '' && (!amount || amount.minor < 0);
  const whose = holder.startsWith(ROLE) ? { role: holder.slice(ROLE.length) } : { person: holder.slice(PERSON.length) };
  const input: LimitInput = { ...whose, act, ...(node && { node }), ...(amount && { up_to: amount }) };
  return (
    <FormDialog
      title={t('limit.add')}
      verb={t('limit.add')}
      busy={set.isPending}
      error={set.error}
      disabled={wrong}
      onClose={onClose}
      onSubmit={() =>
        set.mutate(input, {
          onSuccess: () => {
            say(t('limit.saved'));
            onClose();
          },
        })
      }
    >
      <NativeSelect
        label={t('limit.holder')}
        value={holder}
        onChange={event => setHolder(event.currentTarget.value)}
        data={[
          ...roles.map(role => ({ value: ROLE + role.id, label: word('role', role.id) })),
          ...people.map(one => ({ value: PERSON + one.id, label: foreign(one.name) })),
        ]}
      />
      <NativeSelect
        label={t('limit.act')}
        value={act}
        onChange={event => setAct(ACTS.find(one => one === event.currentTarget.value) ?? 'publish_journey')}
        data={ACTS.map(value => ({ value, label: t(`limited_act.${value}`) }))}
      />
      <NativeSelect
        label={t('limit.place')}
        value={node}
        onChange={event => setNode(event.currentTarget.value)}
        data={[
          { value: '', label: t('limit.company') },
          ...nodes.map(one => ({ value: one.id, label: foreign(one.name) })),
        ]}
      />
      <TextInput
        label={`${t('limit.up_to')} (${currency})`}
        description={t('limit.amount_hint')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        inputMode="decimal"
        error={wrong ? t('transfer.wrong_amount') : undefined}
      />
    </FormDialog>
  );
}
