import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useBrand, useBrands } from '../api/settings';
import { useTranslation } from '../i18n';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { BrandSelect } from '../ui/BrandSelect';
import { History } from '../ui/History';
import { Panel } from '../ui/Page';
import { ReadOnly } from '../ui/ReadOnly';
import { AddBrandDialog } from './AddBrandDialog';
import { BrandEditor } from './brand/BrandEditor';

/** The brands and their settings; which one is looked at stands in the address. */
export function BrandsTab() {
  const { t } = useTranslation();
  const brands = useBrands();
  const { brand } = useSearch({ from: '/inside/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const [adding, setAdding] = useState(false);
  const choose = (chosen: string) => void navigate({ search: before => ({ ...before, brand: chosen }) });
  const add = (
    <Allowed to="brand.change">
      <AddButton onClick={() => setAdding(true)}>{t('brands.add')}</AddButton>
    </Allowed>
  );
  return (
    <>
      <Await
        query={brands}
        isEmpty={list => list.length === 0}
        empty={
          <Panel>
            <Empty title={t('brands.empty_title')} action={add}>
              {t('brands.empty')}
            </Empty>
          </Panel>
        }
      >
        {list => {
          const id = list.find(one => one.id === brand)?.id ?? list[0]?.id ?? '';
          return (
            <div className="stack">
              <div className="between">
                {list.length > 1 ? (
                  <div style={{ maxWidth: '20rem' }}>
                    <BrandSelect value={id} onChange={choose} />
                  </div>
                ) : (
                  <span />
                )}
                <div className="row">
                  {add}
                  <History object={`brand:${id}`} name={list.find(one => one.id === id)?.name ?? id} />
                </div>
              </div>
              <Brand key={id} id={id} />
            </div>
          );
        }}
      </Await>
      {adding ? <AddBrandDialog onClose={() => setAdding(false)} onAdded={choose} /> : null}
    </>
  );
}

function Brand({ id }: { id: string }) {
  const brand = useBrand(id);
  return (
    <Await query={brand} lines={8}>
      {data => (
        <ReadOnly unless="brand.change">
          <BrandEditor brand={data} />
        </ReadOnly>
      )}
    </Await>
  );
}
