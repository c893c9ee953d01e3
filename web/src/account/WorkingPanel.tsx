import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSetWorking, useWorking } from '../api/approvals';
import { dayEndingAt, dayOf, momentsOf } from '../api/days';
import type { WorkingView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Await, ProblemNotice } from '../ui/Await';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';

/** When one is away and who answers meanwhile, and whose public holidays one has. */
export function WorkingPanel() {
  const { t } = useTranslation();
  const working = useWorking();
  return (
    <Panel title={t('working.title')}>
      <Await query={working} lines={2}>
        {own => <Form own={own} />}
      </Await>
    </Panel>
  );
}

/** The last day of an absence: the one that ends with it, or the one within which it ends. */
const lastDayOf = (until: string) => dayEndingAt(until) ?? dayOf(new Date(until));

function Form({ own }: { own: WorkingView }) {
  const { t } = useTranslation();
  const say = useSay();
  const set = useSetWorking();
  const today = dayOf(new Date());
  const [substitute, setSubstitute] = useState(own.away?.substitute ?? '');
  const [from, setFrom] = useState(own.away ? dayOf(new Date(own.away.from)) : today);
  const [until, setUntil] = useState(own.away ? lastDayOf(own.away.until) : today);
  const [region, setRegion] = useState(own.region);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const moments = momentsOf({ from, until });
    const away =
      substitute && moments.from && moments.to ? { substitute, from: moments.from, until: moments.to } : null;
    set.mutate({ away, region: region.trim() }, { onSuccess: () => say(t('working.saved')) });
  };
  return (
    <form className="stack" onSubmit={submit} style={{ maxWidth: '28rem' }}>
      <p className="soft">{t('working.away')}</p>
      <NativeSelect
        label={t('working.substitute')}
        value={substitute}
        onChange={event => setSubstitute(event.currentTarget.value)}
        data={[
          { value: '', label: t('working.nobody') },
          ...own.colleagues.map(one => ({ value: one.id, label: foreign(one.name) })),
        ]}
      />
      {substitute ? (
        <div className="row">
          <TextInput
            type="date"
            label={t('working.from')}
            value={from}
            onChange={event => setFrom(event.currentTarget.value)}
            required
          />
          <TextInput
            type="date"
            label={t('working.until')}
            value={until}
            onChange={event => setUntil(event.currentTarget.value)}
            required
          />
        </div>
      ) : null}
      <TextInput
        label={t('working.region')}
        description={t('working.region_hint')}
        value={region}
        onChange={event => setRegion(event.currentTarget.value)}
        maxLength={16}
      />
      {set.isError ? <ProblemNotice error={set.error} /> : null}
      <div>
        <Button type="submit" loading={set.isPending}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
