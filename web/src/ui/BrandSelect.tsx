import { NativeSelect } from '@mantine/core';
import { useBrands } from '../api/settings';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

/** The chosen brand, or the first there is: most installations have one. Empty while the brands are fetched. */
export function useChosenBrand(chosen: string): string {
  const brands = useBrands();
  return chosen || (brands.data?.[0]?.id ?? '');
}

interface BrandSelectProps {
  value: string;
  onChange: (brand: string) => void;
  description?: string;
  disabled?: boolean;
}

/** Which brand something belongs to. */
export function BrandSelect({ value, onChange, ...rest }: BrandSelectProps) {
  const { t } = useTranslation();
  const brands = useBrands();
  return (
    <NativeSelect
      label={t('field.brand')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      {...rest}
      data={(brands.data ?? []).map(one => ({ value: one.id, label: foreign(one.name) }))}
    />
  );
}
