import { NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDeclare } from '../api/customers';
import { useBrand, useBrands } from '../api/settings';
import { LANGUAGES, useCode, useTranslation } from '../i18n';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { FormDialog } from '../ui/Dialog';
import { Foreign } from '../ui/Foreign';
import { useSay } from '../ui/notices';
import { useChannel } from '../ui/useChannel';
import { meant, termsOf } from './terms';

const ACTS = ['grant', 'withdraw', 'object'] as const;
type Declared = (typeof ACTS)[number];

/** Records what a person said by telephone or face to face: for what and by which way, in which words, and what shows it. */
export function ConsentDialog({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const word = useCode();
  const { nameOf } = useChannel();
  const declare = useDeclare(customer);
  const [form, setForm] = useState({ brand: '', purpose: '', channel: '', language: i18n.language, proof: '' });
  const [act, setAct] = useState<Declared>('grant');
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm(before => ({ ...before, [name]: value }));
  };
  const brand = useChosenBrand(form.brand);
  const summary = useBrands().data?.find(one => one.id === brand);
  const terms = termsOf(useBrand(brand || null).data?.settings ?? {});
  const agrees = act === 'grant';
  const channels = (summary?.channels ?? []).map(({ id }) => id);
  const { purpose, channel, term, wording } = meant(form, agrees, terms, channels);
  const purposes = agrees ? terms.map(term => term.purpose) : (summary?.purposes ?? []);
  const submit = () =>
    declare.mutate(
      {
        act,
        brand,
        ...(purpose && { purpose }),
        ...(channel && { channel }),
        ...(wording && { wording: { version: wording.version, language: wording.language } }),
        proof: { kind: 'personal', reference: form.proof.trim() },
      },
      {
        onSuccess: () => {
          say(t('consents.recorded'));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('consents.record')}
      onClose={onClose}
      verb={t('consents.record_verb')}
      onSubmit={submit}
      busy={declare.isPending}
      error={declare.error}
      disabled={!brand || form.proof.trim() === '' || (agrees && !wording)}
    >
      <NativeSelect
        label={t('consents.what')}
        value={act}
        onChange={event => setAct(event.currentTarget.value as Declared)}
        data={ACTS.map(value => ({ value, label: word('act', value) }))}
        data-autofocus
      />
      <BrandSelect value={brand} onChange={chosen => setForm(before => ({ ...before, brand: chosen }))} />
      <NativeSelect
        label={t('consents.purpose')}
        value={purpose}
        onChange={set('purpose')}
        data={[
          ...(agrees ? [] : [{ value: '', label: t('consents.all_purposes') }]),
          ...purposes.map(value => ({ value, label: word('purpose', value) })),
        ]}
      />
      <NativeSelect
        label={t('deliveries.channel')}
        value={channel}
        onChange={set('channel')}
        data={[
          ...(agrees ? [] : [{ value: '', label: t('consents.all_channels') }]),
          ...channels.map(value => ({ value, label: nameOf(value) })),
        ]}
      />
      {wording ? (
        <>
          <NativeSelect
            label={t('consents.said_in')}
            value={wording.language}
            onChange={set('language')}
            data={(term?.wordings ?? []).map(({ language }) => ({
              value: language,
              label: LANGUAGES[language as keyof typeof LANGUAGES] ?? language,
            }))}
          />
          <blockquote className="quote" lang={wording.language}>
            <Foreign>{wording.text}</Foreign>
          </blockquote>
        </>
      ) : null}
      {agrees && !wording ? <p className="notice wait">{t('consents.no_words')}</p> : null}
      <Textarea
        label={t('consents.shown_by')}
        description={t('consents.shown_by_hint')}
        value={form.proof}
        onChange={set('proof')}
        maxLength={200}
        rows={2}
        required
      />
    </FormDialog>
  );
}
