import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBrand, useBrands, useSetBrand } from '../api/settings';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { FormDialog } from '../ui/Dialog';
import { IdInput, useNewId } from '../ui/IdInput';
import { useSay } from '../ui/notices';
import { newBrand } from './brand/newBrand';

/** Makes another brand: with its own name and sender, and to begin with the purposes, channels and limits of one that is there. */
export function AddBrandDialog({ onClose, onAdded }: { onClose: () => void; onAdded: (id: string) => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const brands = useBrands();
  const all = brands.data ?? [];
  const set = useSetBrand();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const like = chosen ?? all[0]?.id ?? '';
  const model = useBrand(like || null);
  const id = useNewId(
    name,
    'brand',
    all.map(brand => brand.id),
  );
  const ready = like === '' || model.data !== undefined;
  const submit = () =>
    set.mutate(
      {
        id: id.value,
        settings: newBrand(id.value, name.trim(), like === '' ? null : (model.data?.settings ?? null)),
        // Only if there is none of this id yet.
        revision: '0',
      },
      {
        onSuccess: () => {
          say(t('brands.added', { brand: name.trim() }));
          onAdded(id.value);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('brands.add')}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={set.isPending}
      error={set.error}
      disabled={name.trim() === '' || id.taken || !ready}
    >
      <p className="soft">{t('brands.add_text')}</p>
      <TextInput
        label={t('field.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        required
        maxLength={200}
        data-autofocus
      />
      <IdInput {...id} />
      {all.length > 0 ? (
        <NativeSelect
          label={t('brands.like')}
          description={t('brands.like_hint')}
          value={like}
          onChange={event => setChosen(event.currentTarget.value)}
          data={[
            ...all.map(brand => ({ value: brand.id, label: foreign(brand.name) })),
            { value: '', label: t('brands.like_none') },
          ]}
        />
      ) : null}
    </FormDialog>
  );
}
