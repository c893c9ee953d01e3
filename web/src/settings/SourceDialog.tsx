import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBranches } from '../api/branches';
import { useChangeSource, useCreateSource, useSources } from '../api/settings';
import type { SourceAct, SourceKey, SourceView, Touchpoint, Trust } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { FormDialog } from '../ui/Dialog';
import { IdInput, useNewId } from '../ui/IdInput';
import {
  atTouchpoint,
  believed,
  possibleActs,
  type SourceForm,
  TOUCHPOINTS,
  TRUSTS,
  toChange,
  toForm,
  toOrigins,
  widened,
} from './sourceForm';

interface SourceDialogProps {
  /** The source to change; none: a new one. */
  source: SourceView | null;
  onClose: () => void;
  /** A new source has a key, shown once. */
  onKey: (key: SourceKey) => void;
}

/** How far a source is believed, for which brand, what it may do and where. */
export function SourceDialog({ source, onClose, onKey }: SourceDialogProps) {
  const { t } = useTranslation();
  const word = useCode();
  const create = useCreateSource();
  const change = useChangeSource();
  const sources = useSources();
  const [form, setForm] = useState(() => toForm(source));
  const id = useNewId(form.name, 'source', sources.data?.map(one => one.id) ?? []);
  const brand = useChosenBrand(form.brand);
  const put = (part: Partial<SourceForm>) => setForm({ ...form, ...part });
  const submit = () => {
    if (source) {
      change.mutate({ source, change: toChange(form) }, { onSuccess: onClose });
      return;
    }
    const made = (key: SourceKey) => {
      onKey(key);
      onClose();
    };
    create.mutate(
      { ...form, id: id.value, origins: toOrigins(form), name: form.name.trim(), brand },
      { onSuccess: made },
    );
  };
  return (
    <FormDialog
      title={source ? t('sources.edit_one', { name: source.name }) : t('sources.add')}
      onClose={onClose}
      verb={source ? t('action.save') : t('action.add')}
      onSubmit={submit}
      busy={create.isPending || change.isPending}
      error={create.error ?? change.error}
      disabled={!brand || (!source && id.taken)}
    >
      {source ? null : (
        <>
          <TextInput
            label={t('field.name')}
            value={form.name}
            onChange={event => put({ name: event.currentTarget.value })}
            required
            maxLength={200}
          />
          <IdInput {...id} />
          <NativeSelect
            label={t('sources.touchpoint')}
            value={form.touchpoint}
            onChange={event => put(atTouchpoint(event.currentTarget.value as Touchpoint))}
            data={TOUCHPOINTS.map(value => ({ value, label: word('touchpoint', value) }))}
          />
        </>
      )}
      <BrandSelect
        value={brand}
        onChange={chosen => put({ brand: chosen, branches: [] })}
        description={t('sources.brand_hint')}
        disabled={source !== null}
      />
      <NativeSelect
        label={t('sources.trust')}
        description={t(form.trust === 'public' ? 'sources.public_hint' : 'sources.trusted_hint')}
        value={form.trust}
        onChange={event => put(believed(event.currentTarget.value as Trust))}
        data={TRUSTS.map(value => ({ value, label: word('trust', value) }))}
      />
      <Checkbox.Group
        label={t('sources.acts')}
        description={t('sources.acts_hint')}
        value={form.acts}
        onChange={acts => put({ acts: acts as SourceAct[] })}
      >
        <div className="stack" style={{ gap: '0.75rem' }}>
          {possibleActs(form.trust).map(act => (
            <Checkbox
              key={act}
              value={act}
              label={word('source_act', act)}
              description={word('source_act_hint', act)}
            />
          ))}
        </div>
      </Checkbox.Group>
      {form.trust === 'public' ? (
        <Textarea
          label={t('sources.origins')}
          description={t('sources.origins_hint')}
          placeholder="https://shop.example.com"
          value={form.origins}
          onChange={event => put({ origins: event.currentTarget.value })}
          autosize
          minRows={1}
        />
      ) : null}
      <Branches brand={brand} chosen={form.branches} onChange={branches => put({ branches })} />
      <Warning before={source} form={form} />
    </FormDialog>
  );
}

interface BranchesProps {
  brand: string;
  chosen: string[];
  onChange: (branches: string[]) => void;
}

/** At which of the brand's branches it speaks; also at those that no one has entered yet. */
function Branches({ brand, chosen, onChange }: BranchesProps) {
  const { t } = useTranslation();
  const branches = useBranches();
  const [before] = useState(chosen);
  const open = (branch: { id: string; closed: boolean }) => !branch.closed || before.includes(branch.id);
  const known = (branches.data ?? []).filter(branch => branch.brand === brand && open(branch));
  const others = before.filter(id => !known.some(branch => branch.id === id)).map(id => ({ id, name: id }));
  if (known.length + others.length === 0) return null;
  return (
    <Checkbox.Group
      label={t('sources.branches')}
      description={t('sources.branches_hint')}
      value={chosen}
      onChange={onChange}
    >
      <div className="stack" style={{ gap: '0.75rem' }}>
        {[...known, ...others].map(branch => (
          <Checkbox key={branch.id} value={branch.id} label={foreign(branch.name)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** What becomes possible for whoever has read the key of a source that was public until now. */
function Warning({ before, form }: { before: SourceView | null; form: SourceForm }) {
  const { t } = useTranslation();
  const word = useCode();
  const wider = widened(before, form);
  if (!wider.believed && wider.more.length === 0) return null;
  return (
    <div className="notice wait" role="status">
      {wider.believed ? <p>{t('sources.warn_trusted')}</p> : null}
      {wider.more.length > 0 ? (
        <p>{t('sources.warn_more', { acts: wider.more.map(act => word('source_act', act)).join(', ') })}</p>
      ) : null}
    </div>
  );
}
