import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePlan } from '../api/plan';
import { useBrands } from '../api/settings';
import { useCreatePool, usePools } from '../api/vouchers';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { FormDialog } from '../ui/Dialog';
import { IdInput, useNewId } from '../ui/IdInput';
import { useSay } from '../ui/notices';
import { activityId } from '../ui/usePlanThread';
import { PoolConditions } from './PoolConditions';
import { amountsOf, EMPTY, type PoolForm, toPool } from './poolForm';

/** Adds a pool: what one voucher is worth, what all may cost, who pays, and where it can be used. */
export function PoolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const { locale } = useFormat();
  const create = useCreatePool();
  const brands = useBrands();
  const plan = usePlan();
  const activities = plan.data?.nodes.filter(node => node.level === 'activity' && !node.closed) ?? [];
  const [form, setForm] = useState(EMPTY);
  const change = (more: Partial<PoolForm>) => setForm(before => ({ ...before, ...more }));
  const set = (name: keyof PoolForm) => (event: { currentTarget: { value: string } }) =>
    change({ [name]: event.currentTarget.value });
  const pools = usePools();
  const id = useNewId(form.name, 'pool', pools.data?.map(pool => pool.id) ?? []);
  const brand = useChosenBrand(form.brand);
  const activity = form.activity || activityId(activities[0]?.id ?? '');
  const currency = brands.data?.find(one => one.id === brand)?.currency ?? 'EUR';
  const amounts = amountsOf(form, currency, locale);
  const pool = toPool(form, { id: id.value, brand, activity }, amounts);
  const submit = () => {
    if (!pool) return;
    create.mutate(pool, {
      onSuccess: () => {
        say(t('vouchers.added', { name: pool.name }));
        onClose();
      },
    });
  };
  const amount = (name: 'value' | 'cap', label: string) => (
    <TextInput
      label={label}
      value={form[name]}
      onChange={set(name)}
      inputMode="decimal"
      error={amounts.wrong.has(name) ? t('transfer.wrong_amount') : undefined}
      required
    />
  );
  return (
    <FormDialog
      title={t('vouchers.add_pool')}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={create.isPending}
      error={create.error}
      disabled={!pool || id.taken}
    >
      <TextInput label={t('field.name')} value={form.name} onChange={set('name')} required maxLength={200} />
      <IdInput {...id} />
      <div className="columns" style={{ gridTemplateColumns: '1fr 1fr', alignItems: 'end' }}>
        <BrandSelect value={brand} onChange={chosen => change({ brand: chosen, branches: [] })} />
        <NativeSelect
          label={t('level.activity')}
          value={activity}
          onChange={set('activity')}
          data={activities.map(one => ({ value: activityId(one.id), label: foreign(one.name) }))}
        />
        <NativeSelect
          label={t('vouchers.takes_off')}
          value={form.by}
          onChange={set('by')}
          data={[
            { value: 'amount', label: t('vouchers.an_amount') },
            { value: 'percent', label: t('vouchers.a_share') },
          ]}
        />
        {form.by === 'percent' ? (
          <TextInput
            label={t('vouchers.share')}
            value={form.percent}
            onChange={set('percent')}
            inputMode="numeric"
            error={amounts.wrong.has('percent') ? t('vouchers.wrong_share') : undefined}
            required
          />
        ) : null}
        {amount('value', t(form.by === 'percent' ? 'vouchers.most_in' : 'vouchers.value_in', { currency }))}
        {amount('cap', t('vouchers.cap_in', { currency }))}
        <TextInput
          type="number"
          min={1}
          max={3650}
          label={t('vouchers.days')}
          value={form.days}
          onChange={set('days')}
          required
        />
      </div>
      <PoolConditions form={form} brand={brand} currency={currency} wrong={amounts.wrong} onChange={change} />
    </FormDialog>
  );
}
