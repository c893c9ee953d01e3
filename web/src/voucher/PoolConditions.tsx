import { Checkbox, Switch, Textarea, TextInput } from '@mantine/core';
import { useBranches } from '../api/branches';
import { useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import type { Amounts, PoolForm } from './poolForm';

interface PoolConditionsProps {
  form: PoolForm;
  brand: string;
  currency: string;
  wrong: Amounts['wrong'];
  onChange: (more: Partial<PoolForm>) => void;
}

/** Where, on what, and by whom the vouchers of a pool can be used. */
export function PoolConditions({ form, brand, currency, wrong, onChange }: PoolConditionsProps) {
  const { t } = useTranslation();
  const branches = (useBranches().data ?? []).filter(branch => branch.brand === brand && !branch.closed);
  const flag = (name: 'personal' | 'one_per_person' | 'combinable' | 'imported') => (
    <Switch
      label={t(`vouchers.${name}`)}
      checked={form[name]}
      onChange={event => onChange({ [name]: event.currentTarget.checked })}
    />
  );
  const ids = (name: 'categories' | 'products') => (
    <Textarea
      label={t(`vouchers.only_${name}`)}
      description={t('vouchers.ids_hint')}
      value={form[name]}
      onChange={event => onChange({ [name]: event.currentTarget.value })}
      rows={2}
    />
  );
  return (
    <>
      {flag('personal')}
      {flag('one_per_person')}
      {flag('imported')}
      <details>
        <summary>{t('vouchers.conditions')}</summary>
        <div className="stack" style={{ marginTop: '0.875rem' }}>
          <TextInput
            label={t('vouchers.min_basket', { currency })}
            value={form.basket}
            onChange={event => onChange({ basket: event.currentTarget.value })}
            inputMode="decimal"
            error={wrong.has('basket') ? t('transfer.wrong_amount') : undefined}
          />
          {branches.length > 0 ? (
            <Checkbox.Group
              label={t('vouchers.only_branches')}
              description={t('vouchers.only_branches_hint')}
              value={form.branches}
              onChange={chosen => onChange({ branches: chosen })}
            >
              <div className="stack tight">
                {branches.map(({ id, name }) => (
                  <Checkbox key={id} value={id} label={<Foreign>{name}</Foreign>} />
                ))}
              </div>
            </Checkbox.Group>
          ) : null}
          {ids('categories')}
          {ids('products')}
          {flag('combinable')}
        </div>
      </details>
    </>
  );
}
