import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useBrand, useBrands, useSetBrand } from '../api/settings';
import type { BrandView } from '../api/types';
import { useTranslation } from '../i18n';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';
import { parseDocument } from './document';

/** The brands and their settings documents. */
export function BrandsTab() {
  const { t } = useTranslation();
  const brands = useBrands();
  const [chosen, setChosen] = useState('');
  return (
    <Await
      query={brands}
      isEmpty={list => list.length === 0}
      empty={
        <Panel>
          <Empty title={t('brands.empty_title')}>{t('brands.empty')}</Empty>
        </Panel>
      }
    >
      {list => {
        const id = list.some(one => one.id === chosen) ? chosen : (list[0]?.id ?? '');
        const brand = list.find(one => one.id === id);
        return (
          <div className="stack">
            <NativeSelect
              label={t('field.brand')}
              value={id}
              onChange={event => setChosen(event.currentTarget.value)}
              data={list.map(one => ({ value: one.id, label: one.name }))}
              style={{ maxWidth: '20rem' }}
            />
            {brand ? (
              <Panel title={brand.name}>
                <dl className="facts">
                  <dt>{t('brands.currency')}</dt>
                  <dd>{brand.currency}</dd>
                  <dt>{t('brands.zone')}</dt>
                  <dd>{brand.zone}</dd>
                  <dt>{t('brands.purposes')}</dt>
                  <dd>{brand.purposes.join(', ') || '–'}</dd>
                  <dt>{t('brands.channels')}</dt>
                  <dd>{brand.channels.join(', ') || '–'}</dd>
                </dl>
              </Panel>
            ) : null}
            {id ? <BrandDocument key={id} id={id} /> : null}
          </div>
        );
      }}
    </Await>
  );
}

function BrandDocument({ id }: { id: string }) {
  const brand = useBrand(id);
  return (
    <Await query={brand} lines={8}>
      {data => <Editor key={data.id} brand={data} />}
    </Await>
  );
}

function Editor({ brand }: { brand: BrandView }) {
  const { t } = useTranslation();
  const say = useSay();
  const save = useSetBrand();
  const start = JSON.stringify(brand.settings, null, 2);
  const [text, setText] = useState(start);
  const parsed = parseDocument(text);
  return (
    <Panel title={t('brands.document')}>
      <div className="stack">
        <p className="soft">{t('brands.document_text')}</p>
        <Textarea
          aria-label={t('brands.document')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          rows={22}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mono)', fontSize: '0.8125rem' } }}
          error={parsed.ok ? undefined : t('brands.not_json', { why: parsed.why })}
        />
        {save.isError ? <ProblemNotice error={save.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button disabled={text === start} onClick={() => setText(start)}>
            {t('action.undo')}
          </Button>
          <Button
            variant="filled"
            disabled={!parsed.ok || text === start}
            loading={save.isPending}
            onClick={() =>
              parsed.ok &&
              save.mutate(
                { id: brand.id, settings: parsed.value },
                { onSuccess: () => say(t('brands.saved', { brand: brand.id })) },
              )
            }
          >
            {t('action.save')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
