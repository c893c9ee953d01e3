import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { usePlan } from '../api/plan';
import { useBrands } from '../api/settings';
import { useCreatePool, usePools } from '../api/vouchers';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { parseMoney } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { FormDialog } from '../ui/Dialog';
import { IdInput, useNewId } from '../ui/IdInput';
import { useSay } from '../ui/notices';
import { activityId } from '../ui/usePlanThread';

/** A voucher anybody may use on any basket; a person's own voucher differs in one field. */
const UNCONDITIONAL = {
  branches: [],
  categories: [],
  products: [],
  combinable: false,
  min_basket: null,
  one_per_person: false,
  personal: false,
};

/** Adds a pool: what one voucher is worth, what all may cost, who pays. */
export function PoolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const { locale } = useFormat();
  const create = useCreatePool();
  const brands = useBrands();
  const plan = usePlan();
  const activities = plan.data?.nodes.filter(node => node.level === 'activity' && !node.closed) ?? [];
  const [form, setForm] = useState({ name: '', brand: '', activity: '', value: '', cap: '', days: '14' });
  const [flags, setFlags] = useState({ imported: false, personal: false });
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm(before => ({ ...before, [name]: value }));
  };
  const pools = usePools();
  const id = useNewId(form.name, 'pool', pools.data?.map(pool => pool.id) ?? []);
  const brand = useChosenBrand(form.brand);
  const activity = form.activity || activityId(activities[0]?.id ?? '');
  const currency = brands.data?.find(one => one.id === brand)?.currency ?? 'EUR';
  const value = parseMoney(form.value, currency, locale);
  const cap = parseMoney(form.cap, currency, locale);
  const submit = () => {
    if (!value || !cap) return;
    create.mutate(
      {
        id: id.value,
        name: form.name.trim(),
        brand,
        activity,
        benefit: { amount: value },
        cap,
        validity: { for: `${form.days}d` },
        imported: flags.imported,
        conditions: { ...UNCONDITIONAL, personal: flags.personal },
      },
      {
        onSuccess: () => {
          say(t('vouchers.added', { name: form.name.trim() }));
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t('vouchers.add_pool')}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={create.isPending}
      error={create.error}
      disabled={!value || !cap || !brand || !activity || id.taken}
    >
      <TextInput label={t('field.name')} value={form.name} onChange={set('name')} required maxLength={200} />
      <IdInput {...id} />
      <div className="columns" style={{ gridTemplateColumns: '1fr 1fr', alignItems: 'end' }}>
        <BrandSelect value={brand} onChange={chosen => setForm(before => ({ ...before, brand: chosen }))} />
        <NativeSelect
          label={t('level.activity')}
          value={activity}
          onChange={set('activity')}
          data={activities.map(one => ({ value: activityId(one.id), label: foreign(one.name) }))}
        />
        <TextInput
          label={t('vouchers.value_in', { currency })}
          value={form.value}
          onChange={set('value')}
          inputMode="decimal"
          error={form.value !== '' && !value ? t('transfer.wrong_amount') : undefined}
          required
        />
        <TextInput
          label={t('vouchers.cap_in', { currency })}
          value={form.cap}
          onChange={set('cap')}
          inputMode="decimal"
          error={form.cap !== '' && !cap ? t('transfer.wrong_amount') : undefined}
          required
        />
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
      <Switch
        label={t('vouchers.personal')}
        checked={flags.personal}
        onChange={event => setFlags({ ...flags, personal: event.currentTarget.checked })}
      />
      <Switch
        label={t('vouchers.imported')}
        checked={flags.imported}
        onChange={event => setFlags({ ...flags, imported: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}
