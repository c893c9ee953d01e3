import { useNavigate, useSearch } from '@tanstack/react-router';
import { useBrand, useBrands } from '../api/settings';
import { useTranslation } from '../i18n';
import { Await, Empty } from '../ui/Await';
import { BrandSelect } from '../ui/BrandSelect';
import { Panel } from '../ui/Page';
import { BrandEditor } from './brand/BrandEditor';

/** The brands and their settings; which one is looked at stands in the address. */
export function BrandsTab() {
  const { t } = useTranslation();
  const brands = useBrands();
  const { brand } = useSearch({ from: '/inside/settings' });
  const navigate = useNavigate({ from: '/settings' });
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
        const id = list.find(one => one.id === brand)?.id ?? list[0]?.id ?? '';
        return (
          <div className="stack">
            {list.length > 1 ? (
              <div style={{ maxWidth: '20rem' }}>
                <BrandSelect
                  value={id}
                  onChange={chosen => void navigate({ search: before => ({ ...before, brand: chosen }) })}
                />
              </div>
            ) : null}
            <Brand key={id} id={id} />
          </div>
        );
      }}
    </Await>
  );
}

function Brand({ id }: { id: string }) {
  const brand = useBrand(id);
  return (
    <Await query={brand} lines={8}>
      {data => <BrandEditor brand={data} />}
    </Await>
  );
}
